"""What somebody had at a moment, as it was known at another: SQL and a naive fold agree."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count, islice

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from views.appending import append
from views.following import follow_to_the_head
from views.history import History

from ledger import events as e
from projections import balances, journal
from projections.balances import Balance
from projections.journal import Entry

Recorded = tuple[e.Event, datetime]
COUNT = 900
PEOPLE = [f"E{n:05}" for n in range(8)]


def oracle(  # noqa: C901, PLR0912 - one branch a fact, told twice on purpose
    facts: list[Recorded], employee: str, as_of: datetime | None, known: datetime | None
) -> Balance:
    """Add up one fact after the other, by the rule as it would be told to a person."""
    had: Counter[str] = Counter()
    credits_ = Decimal("0.00")
    for fact, recorded_at in facts:
        if getattr(fact, "employee", None) != employee:
            continue
        if (as_of and fact.effective_at > as_of) or (known and recorded_at > known):
            continue
        match fact:
            case e.CreditsAwarded():
                credits_ += fact.credits
            case e.CreditsReversed():
                credits_ -= fact.credits
            case e.PointsEarned():
                had["active" if fact.activates_at is None else "pending"] += fact.points
            case e.PointsActivated():
                had.update(pending=-fact.points, active=fact.points)
            case e.PointsDeducted():
                had.update(active=-fact.taken, debt=fact.debt, reversed=fact.points)
            case e.PointsPaidOut():
                had.update(active=-fact.points, paid_out=fact.points)
            case e.DebtWaived():
                had.update(debt=-fact.points)
            case e.DebtSettled():
                had.update(active=-fact.points, debt=-fact.points)
            case e.PointsExpired():
                had.update(active=-fact.points, expired=fact.points)
            case e.PointsReversed():
                expired = fact.points - fact.taken - fact.debt - fact.pending
                had.update(active=-fact.taken, pending=-fact.pending, debt=fact.debt, expired=-expired)
                had["reversed"] += fact.points
            case e.RedemptionRequested():
                had.update(active=-fact.price, held=fact.price)
            case e.RedemptionFulfilled():
                had.update(held=-fact.price, spent=fact.price)
            case e.RedemptionCancelled():
                had.update(held=-fact.price, active=fact.price)
            case e.RedemptionRefunded():
                had.update(spent=-fact.price, active=fact.price)
    states = ("pending", "active", "held", "spent", "expired", "reversed", "paid_out", "debt")
    return Balance(employee, credits_, *(had[state] for state in states))


@pytest.fixture
def recorded(log: psycopg.Connection, reader: psycopg.Connection) -> list[Recorded]:
    """Record a history in many appends, so that the clock of recording moves too."""
    facts = next(filter(_telling, (list(islice(History(n, people=8, attendees=5).facts(), COUNT)) for n in count(1))))
    for start in range(0, COUNT, 20):
        append(log, facts[start : start + 20])
    follow_to_the_head(reader)
    stamps = reader.execute("select recorded_at from ledger.events order by position").fetchall()
    assert len({stamp for (stamp,) in stamps}) == COUNT // 20
    return [(fact, stamp) for fact, (stamp,) in zip(facts, stamps, strict=True)]


def _telling(facts: list[e.Event]) -> bool:
    """Whether a history has what is rare: debts left and settled, a lot reversed after a part of it was deducted."""
    told = [(fact, fact.effective_at) for fact in facts]
    return (
        any(isinstance(fact, e.DebtSettled) for fact in facts)
        and any(isinstance(f, e.PointsReversed) and f.points > f.taken + f.debt + f.pending for f in facts)
        and any(oracle(told, person, None, None).debt for person in PEOPLE)
    )


# The very moment of some fact, or a breath before or after it: that is where `<` and `<=` differ.
MOMENTS = st.none() | st.tuples(st.integers(0, COUNT - 1), st.sampled_from((-1, 0, 1)))


@given(effective=MOMENTS, stored=MOMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_balance_as_of_either_clock_is_what_a_fold_of_the_facts_known_then_gives(
    reader: psycopg.Connection,
    recorded: list[Recorded],
    effective: tuple[int, int] | None,
    stored: tuple[int, int] | None,
) -> None:
    as_of = known = None
    employee = PEOPLE[0]
    if effective:
        fact = recorded[effective[0]][0]
        employee = getattr(fact, "employee", employee)  # whose balance changes at that moment
        as_of = fact.effective_at + timedelta(microseconds=effective[1])
    if stored:
        known = recorded[stored[0]][1] + timedelta(microseconds=stored[1])
    right = oracle(recorded, employee, as_of, known)
    assert journal.balance(reader, employee, as_of=as_of, recorded_as_of=known) == right
    entries = journal.entries(reader, employee, as_of=as_of, recorded_as_of=known, limit=10**6)
    active = sum(e.amount * ((e.to_state == "active") - (e.from_state == "active")) for e in entries)
    assert active == right.active


def test_the_journal_and_the_balances_agree_and_nothing_comes_from_nowhere(
    reader: psycopg.Connection, recorded: list[Recorded]
) -> None:
    everybody = balances.balances(reader, limit=1000)
    assert len(everybody) == len(PEOPLE)
    for kept in everybody:
        assert journal.balance(reader, kept.employee) == kept == oracle(recorded, kept.employee, None, None)
        issued = sum(
            fact.points
            for fact, _ in recorded
            if isinstance(fact, e.PointsEarned | e.DebtWaived) and fact.employee == kept.employee
        )
        assert issued == sum(kept[2:-1]) - kept.debt


@pytest.mark.usefixtures("recorded")
def test_pages_of_a_statement_follow_each_other_without_gap_or_repeat(reader: psycopg.Connection) -> None:
    for kind in (None, "credits", "points"):
        whole = journal.entries(reader, PEOPLE[0], kind=kind, limit=10**6)
        pages: list[Entry] = []
        after = (0, 0)
        while page := journal.entries(reader, PEOPLE[0], kind=kind, after=after, limit=7):
            pages += page
            after = (page[-1].position, page[-1].entry)
        assert pages == whole
        assert {entry.kind for entry in whole} == ({kind} if kind else {"credits", "points"})


@pytest.mark.usefixtures("recorded")
def test_a_period_of_a_statement_is_half_open(reader: psycopg.Connection) -> None:
    whole = journal.entries(reader, PEOPLE[1], limit=10**6)
    middle = whole[len(whole) // 2].effective_at
    before = journal.entries(reader, PEOPLE[1], until=middle, limit=10**6)
    after = journal.entries(reader, PEOPLE[1], since=middle, limit=10**6)
    assert sorted(before + after) == sorted(whole)
    assert all(entry.effective_at < middle for entry in before)
