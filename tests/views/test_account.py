"""A statement of account: opening and entries are the closing, as of both clocks, whatever had happened."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from operator import attrgetter
from typing import Any, get_args

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from views.appending import append
from views.following import follow_to_the_head
from views.history import History

from ledger import events as e
from ledger.policy import DEFAULT_POLICY
from projections import journal, lots
from projections.account.explaining import RULES, State, explain
from projections.account.statement import Ask, Line, Loss, OpenLot, Statement, TooLong, forecast, statement
from projections.account.words import ENTRIES, STATES
from projections.audit.figures.movements import legs
from projections.balances import Balance
from projections.movements import MOVEMENTS

Connection = psycopg.Connection[Any]

COUNT = 900
EFFECTIVE, RECORDED = 0, 1
PEOPLE = [f"E{n:05}" for n in range(6)]


@pytest.fixture
def application(ledger_database: str, log: psycopg.Connection, reader: psycopg.Connection) -> Iterator[Connection]:
    """Record a history in many appends, so that both clocks move, and connect as who shows it."""
    histories = (list(islice(History(n, people=len(PEOPLE), attendees=5).facts(), COUNT)) for n in count(1))
    facts = next(filter(_telling, histories))
    for start in range(0, COUNT, 30):
        append(log, facts[start : start + 30])
    follow_to_the_head(reader)
    with psycopg.connect(ledger_database, autocommit=True, options="-c role=merit_app -c timezone=UTC") as connection:
        yield connection


def _telling(facts: list[e.Event]) -> bool:
    """Whether points are held and owed in a history, and then are not."""
    had: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, bool]] = set()
    for fact in sorted(facts, key=lambda fact: fact.effective_at):
        for leg in legs(type(fact).__name__, type(fact).schema_version, fact.model_dump_json()):
            if leg.kind == "points":
                had.update({(leg.employee, leg.target): int(leg.amount), (leg.employee, leg.source): -int(leg.amount)})
                seen |= {(state, had[leg.employee, state] != 0) for state in (leg.source, leg.target)}
    return {(state, left) for state in ("held", "debt") for left in (True, False)} <= seen


# The very moment of some fact, or a breath before or after it; or none.
NEAR = st.none() | st.tuples(st.integers(1, COUNT), st.sampled_from((-1, 0, 1)))
LEAVING = {"PointsExpired": {"leaving.treatment"}}
FUNCTION_SCOPED = [HealthCheck.function_scoped_fixture]


@given(
    who=st.sampled_from(PEOPLE),
    since=NEAR,
    until=NEAR,
    as_of=NEAR,
    known=NEAR,
)
@settings(max_examples=120, deadline=None, suppress_health_check=FUNCTION_SCOPED)
def test_opening_and_entries_are_the_closing(  # noqa: PLR0913 - the bounds of a statement
    application: Connection,
    who: str,
    since: tuple[int, int] | None,
    until: tuple[int, int] | None,
    as_of: tuple[int, int] | None,
    known: tuple[int, int] | None,
) -> None:
    began, ended, then = (moment(application, EFFECTIVE, near) for near in (since, until, as_of))
    ask = Ask(who, began, ended, then, moment(application, RECORDED, known))
    made = statement(application, ask)
    assert folded(made) == made.closing
    assert made.closing == journal.balance(application, who, as_of=ask.last, recorded_as_of=ask.recorded_as_of)
    assert sum(lot.left for lot in made.lots) == made.closing.active
    assert sum(lot.pending for lot in made.lots) == made.closing.pending
    lapsing = [lot.pending + lot.left for lot in made.lots if lot.expires_at]
    assert sum(loss.points for loss in made.forecast) == sum(lapsing)
    for line in made.entries:
        assert ask.since is None or line.effective_at >= ask.since
        assert ask.until is None or line.effective_at < ask.until
        assert ask.as_of is None or line.effective_at <= ask.as_of
        assert ask.recorded_as_of is None or line.recorded_at <= ask.recorded_as_of


def moment(connection: Connection, clock: int, near: tuple[int, int] | None) -> datetime | None:
    if near is None:
        return None
    query = "select effective_at, recorded_at from ledger.events where position = %s"
    row = connection.execute(query, near[:1]).fetchone()
    assert row is not None
    return row[clock] + timedelta(microseconds=near[1])  # type: ignore[no-any-return]


def folded(made: Statement) -> Balance:
    """Add the entries to the opening one by one, holding each to what it says was there after it."""
    had: dict[str, Any] = made.opening._asdict()
    for line in made.entries:
        for state, sign in ((line.to_state, 1), (line.from_state, -1)):
            name = "credits" if state == "earned" else state
            if name in had and (line.kind == "points" or name == "credits"):
                had[name] += sign * (-1 if state == "debt" else 1) * line.amount
        assert after(line) == {name: had[name] for name in after(line)}
    return Balance(**had)


def after(line: Line) -> dict[str, Any]:
    return {
        "credits": line.credits,
        "pending": line.pending,
        "active": line.active,
        "held": line.held,
        "debt": line.debt,
    }


def test_entries_are_in_the_order_in_which_things_happened(application: Connection) -> None:
    made = statement(application, Ask(PEOPLE[0]))
    order = [(line.effective_at, line.position, line.entry) for line in made.entries]
    assert order == sorted(order)
    assert [line.position for line in made.entries] != sorted(line.position for line in made.entries)


def test_a_statement_is_whole_or_not_made(application: Connection) -> None:
    whole = len(statement(application, Ask(PEOPLE[0])).entries)
    assert len(statement(application, Ask(PEOPLE[0]), limit=whole).entries) == whole
    with pytest.raises(TooLong):
        statement(application, Ask(PEOPLE[0]), limit=whole - 1)


def test_the_parts_of_a_redemption_are_the_points_it_holds(application: Connection) -> None:
    made = [line for who in PEOPLE for line in statement(application, Ask(who)).entries if line.lots]
    assert {"RedemptionRequested", "RedemptionCancelled"} <= {line.type for line in made}
    for line in made:
        assert sum(points for _, points in line.lots or ()) == line.amount


def test_who_is_unknown_has_nothing(application: Connection) -> None:
    made = statement(application, Ask("E-nobody"))
    assert (made.name, made.entries, made.lots) == (None, [], [])
    assert made.opening == made.closing
    assert made.position == COUNT


def test_every_movement_has_words(application: Connection) -> None:
    legs = MOVEMENTS[: MOVEMENTS.index(", amounts as")]
    rows = application.execute(f"{legs} select type, from_state, to_state from legs".encode()).fetchall()  # noqa: S608 - a constant
    assert {(kind, target) for kind, _, target in rows} == set(ENTRIES)
    assert {state for _, *states in rows for state in states} == set(STATES)


def test_open_lots_and_what_lapses_are_those_of_the_view(application: Connection) -> None:
    """The journal is added up as of any moment; of now, the view of lots says the same."""
    for who in PEOPLE:
        made = statement(application, Ask(who))
        kept = {lot.lot: lot for lot in lots.lots(application, who, limit=10_000) if lot.active or lot.pending}
        assert {lot.lot for lot in made.lots} == set(kept)
        for lot in made.lots:
            same = kept[lot.lot]
            assert (lot.left, lot.pending, lot.points) == (same.active, same.pending, same.points)
            assert (lot.earned_at, lot.activates_at, lot.expires_at) == (
                same.earned_at,
                same.activates_at,
                same.expires_at,
            )
        losses = lots.forecast(application, who, datetime(2199, 1, 1, tzinfo=UTC))
        assert [(loss.expires_at, loss.points) for loss in made.forecast] == [*map(tuple, losses)]


@given(who=st.sampled_from(PEOPLE), state=st.sampled_from(get_args(State)), as_of=NEAR, known=NEAR)
@settings(max_examples=60, deadline=None, suppress_health_check=FUNCTION_SCOPED)
def test_an_explanation_adds_up_to_the_figure_and_names_the_fact_and_rule_of_every_term(
    application: Connection, who: str, state: State, as_of: tuple[int, int] | None, known: tuple[int, int] | None
) -> None:
    ask = Ask(who, None, None, moment(application, EFFECTIVE, as_of), moment(application, RECORDED, known))
    made = explain(application, ask, state)
    balance = journal.balance(application, who, as_of=ask.as_of, recorded_as_of=ask.recorded_as_of)
    assert made.points == sum(term.amount for term in made.terms) == getattr(balance, state)
    for term in made.terms:
        fact = application.execute("select type from ledger.events where position = %s", [term.position]).fetchone()
        assert fact == (term.type,)
        assert f"{term.amount:+}: " in term.what
        source = (term.lot or "").partition("/")[0].partition("#")[0]
        earned = term.type == "PointsEarned" and source != "adjustment"
        assert term.rule in ({RULES[source]} if earned else {RULES.get(term.type), *LEAVING.get(term.type, ())})


def test_every_rule_is_a_number_of_the_policy() -> None:
    for rule in RULES.values():
        assert attrgetter(rule)(DEFAULT_POLICY) is not None


def test_two_periods_make_one(application: Connection) -> None:
    """What happened at the very moment between them is in the second."""
    for who in PEOPLE:
        whole = statement(application, Ask(who))
        middle = whole.entries[len(whole.entries) // 2].effective_at
        first, second = statement(application, Ask(who, until=middle)), statement(application, Ask(who, since=middle))
        assert first.entries + second.entries == whole.entries
        assert first.closing == second.opening
        assert second.closing == whole.closing


def test_points_that_lapse_before_their_day_are_explained_by_leaving(
    log: psycopg.Connection, reader: psycopg.Connection, ledger_database: str
) -> None:
    earned, left, ends = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 6))
    lots_ = [("learning/session:S-1", ends), ("learning/session:S-2", left)]
    about: dict[str, Any] = {"employee": "lin", "points": 5}
    facts: list[e.Event] = [
        e.PointsEarned(**about, lot=lot, source="learning", expires_at=expires_at, effective_at=earned)
        for lot, expires_at in lots_
    ]
    facts += [e.PointsExpired(**about, lot=lot, effective_at=left) for lot, _ in lots_]
    append(log, facts)
    follow_to_the_head(reader)
    with psycopg.connect(ledger_database, options="-c role=merit_app") as connection:
        terms = explain(connection, Ask("lin")).terms
    assert [(term.lot, term.rule) for term in terms[2:]] == [
        ("learning/session:S-1", "leaving.treatment"),
        ("learning/session:S-2", "points.expire"),
    ]


@pytest.mark.parametrize("state", ["debt", "held"])
def test_the_figure_after_a_term_is_what_there_was_then(application: Connection, state: State) -> None:
    seen = set()
    for who in PEOPLE:
        last = {term.effective_at: term.after for term in explain(application, Ask(who), state).terms}
        for at, after in last.items():
            assert after == getattr(journal.balance(application, who, as_of=at), state)
            seen.add(after > 0)
    assert seen == {True, False}


def test_lots_that_lapse_together_are_one_loss() -> None:
    soon, late = datetime(2028, 1, 2, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)
    dates = [("a", late), ("b", soon), ("c", soon), ("d", None)]
    open_lots = [OpenLot(name, None, None, expires_at, 9, 1, 4) for name, expires_at in dates]
    assert forecast(open_lots) == [Loss(soon, 10), Loss(late, 5)]


def test_a_correction_by_hand_says_what_proves_it(application: Connection) -> None:
    proposed = {
        row[0]: row[1:]
        for row in application.execute(
            "select data::jsonb->>'adjustment', data::jsonb->>'because', data::jsonb->>'note',"
            " data::jsonb->>'reference', data::jsonb->>'evidence' from ledger.events where type = 'AdjustmentProposed'"
        )
    }
    found = set()
    for who in PEOPLE:
        for state in ("active", "reversed", "debt"):
            for term in explain(application, Ask(who), state).terms:
                by_hand = term.type in ("PointsDeducted", "DebtWaived") or (term.lot or "").startswith("adjustment/")
                if term.type in ("PointsEarned", "PointsDeducted", "DebtWaived") and by_hand:
                    assert term.proof is not None, term
                    found.add(tuple(term.proof))
                else:
                    assert term.proof is None, term
    assert found <= set(proposed.values())
    assert {proof[3] for proof in found} - {None}


def test_points_that_a_correction_brought_say_what_proves_it(
    application: Connection, log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    about: dict[str, Any] = {"employee": "given", "effective_at": datetime.now(UTC)}
    proposed = {"adjustment": "A-1", "kind": "grant", "points": 5, "because": "PRIZE", "note": "1" * 64}
    decided = {"proposer": "zhou", "lapses_at": datetime.now(UTC), "evidence": "2" * 64, "batch": "B-1"}
    lot: dict[str, Any] = {"lot": "adjustment/adjustment:A-1", "source": "adjustment", "points": 5}
    append(log, [e.AdjustmentProposed(**about, **proposed, **decided), e.PointsEarned(**about, **lot, expires_at=None)])
    follow_to_the_head(reader)
    (term,) = explain(application, Ask("given")).terms
    assert term.proof == ("PRIZE", "1" * 64, None, "2" * 64)


def test_a_lot_that_was_extended_lasts_longer_in_the_view_and_in_the_statement(
    application: Connection, log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    now = datetime.now(UTC)
    about: dict[str, Any] = {"employee": "given", "effective_at": now}
    lot: dict[str, Any] = {"lot": "learning/completion:X", "source": "learning", "points": 5}
    append(log, [e.PointsEarned(**about, **lot, expires_at=now + timedelta(days=1))])
    append(log, [e.LotExtended(**about, lot=lot["lot"], expires_at=now + timedelta(days=9))])
    follow_to_the_head(reader)
    until = now + timedelta(days=9)
    assert statement(application, Ask("given")).forecast == [Loss(until, 5)]
    found = application.execute("select expires_at from view_lots.lots where employee = 'given'").fetchall()
    assert found == [(until,)]
