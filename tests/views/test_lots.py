"""Every lot and what became of it: a naive fold agrees, and the lots of a person are the balance."""

import random
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import islice

import psycopg
from views.appending import append
from views.following import follow_to_the_head
from views.history import History

from ledger import events as e
from projections import bookmarks, lots
from projections.advance import advance
from projections.views import VIEWS

COUNT = 2500
COLUMNS = ("pending", "active", "used", "settled", "expired", "reversed", "paid_out")
Books = dict[tuple[str, str], Counter[str]]

AGREEMENT = """
select employee from view_balances.balances b
  full join (select employee, sum(pending) as pending, sum(active) as active, sum(used) as used,
                    sum(expired) as expired, sum(paid_out) as paid_out
               from view_lots.lots group by employee) l using (employee)
 where (b.pending, b.active, b.held + b.spent, b.expired, b.paid_out)
       is distinct from (l.pending, l.active, l.used, l.expired, l.paid_out)
   and (b.pending, b.active, b.held + b.spent, b.expired, b.paid_out) <> (0, 0, 0, 0, 0)
"""
OVERDRAWN = """
select * from view_lots.lots where least(pending, active, used, settled, expired, reversed, paid_out) < 0
"""
MISPLACED = """
select * from view_lots.lots where points <> pending + active + used + settled + expired + reversed + paid_out
"""
BELOW = """
select * from view_balances.balances where least(pending, active, held, spent, expired, reversed, paid_out, debt) < 0
"""


def follow(log: psycopg.Connection, reader: psycopg.Connection, count: int = COUNT) -> list[e.Event]:
    facts = list(islice(History(23, people=12, attendees=6).facts(), count))
    append(log, facts)
    follow_to_the_head(reader)
    return facts


def paper(facts: list[e.Event]) -> Books:  # noqa: C901 - one branch a fact, told twice on purpose
    """What a bookkeeper with a page for every lot would have."""
    pages: Books = defaultdict(Counter)
    for fact in facts:
        match fact:
            case e.PointsEarned():
                pages[fact.employee, fact.lot]["active" if fact.activates_at is None else "pending"] += fact.points
            case e.PointsActivated():
                pages[fact.employee, fact.lot].update(pending=-fact.points, active=fact.points)
            case e.DebtSettled():
                pages[fact.employee, fact.lot].update(active=-fact.points, settled=fact.points)
            case e.PointsExpired():
                pages[fact.employee, fact.lot].update(active=-fact.points, expired=fact.points)
            case e.PointsReversed():
                rest = fact.points - fact.taken - fact.pending - fact.debt
                page = pages[fact.employee, fact.lot]
                page.update(active=-fact.taken, pending=-fact.pending, expired=-rest)
                page["reversed"] += fact.taken + fact.pending + rest
            case e.RedemptionRequested() | e.PointsPaidOut() | e.PointsDeducted():
                where = {e.PointsPaidOut: "paid_out", e.PointsDeducted: "reversed"}.get(type(fact), "used")
                for lot, points in fact.lots:
                    pages[fact.employee, lot].update({"active": -points, where: points})
            case e.RedemptionCancelled() | e.RedemptionRefunded():
                for lot, points in fact.lots:
                    pages[fact.employee, lot].update(used=-points, active=points)
    return pages


def test_every_lot_is_what_a_bookkeeper_has_on_its_page(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    pages = paper(follow(log, reader))
    rows = [row for person in {whose for whose, _ in pages} for row in lots.lots(reader, person, limit=10**6)]
    assert {(row.employee, row.lot): {name: getattr(row, name) for name in COLUMNS} for row in rows} == {
        whose: {name: page[name] for name in COLUMNS} for whose, page in pages.items()
    }
    assert all(any(page[column] for page in pages.values()) for column in COLUMNS), "a column that nothing moves"


def test_the_lots_of_a_person_are_the_balance_at_every_position(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    append(log, list(islice(History(29, people=5, attendees=4).facts(), 400)))
    bookmarks.install(reader, VIEWS, "live")
    views = [view for view in VIEWS if view.NAME in ("balances", "lots")]
    while step := advance(reader, views, limit=1):
        for law in (AGREEMENT, OVERDRAWN, MISPLACED, BELOW):
            assert reader.execute(law).fetchall() == [], f"{law} at {step.until}"


def test_a_forecast_says_what_lapses_on_which_day_and_nothing_of_others(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    facts = follow(log, reader, 900)
    pages = paper(facts)
    until = facts[-1].effective_at + timedelta(days=10)
    for person in {fact.employee for fact in facts if isinstance(fact, e.PointsEarned)}:
        lapsing: Counter[object] = Counter()
        for fact in facts:
            if isinstance(fact, e.PointsEarned) and fact.employee == person and fact.expires_at is not None:
                page = pages[person, fact.lot]
                if fact.expires_at <= until and page["active"] + page["pending"]:
                    lapsing[fact.expires_at] += page["active"] + page["pending"]
        assert lots.forecast(reader, person, until) == sorted(lapsing.items())


def test_who_has_something_due_is_found_in_pages(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    facts = follow(log, reader, 900)
    pages = paper(facts)
    rng = random.Random(7)
    for now in (facts[0].effective_at, rng.choice(facts).effective_at, facts[-1].effective_at + timedelta(days=60)):
        right: Counter[str] = Counter()
        for fact in facts:
            if isinstance(fact, e.PointsEarned):
                page = pages[fact.employee, fact.lot]
                ripe = page["pending"] and fact.activates_at is not None and fact.activates_at <= now
                gone = page["active"] and fact.expires_at is not None and fact.expires_at <= now
                right[fact.employee] += bool(ripe or gone)
        found, after = [], ""
        while page_of := lots.due(reader, now, after=after, limit=3):
            found += page_of
            after = page_of[-1].employee
        assert [(one.employee, one.lots) for one in found] == sorted((+right).items())
        assert lots.due_lots(reader, now) == right.total()


def test_a_page_of_lots_follows_the_one_before(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    follow(log, reader, 900)
    whole = lots.lots(reader, "E00003", limit=10**6)
    first = lots.lots(reader, "E00003", limit=3)
    assert len(whole) > 3
    assert first + lots.lots(reader, "E00003", after=first[-1].lot, limit=10**6) == whole
