"""A closed period stands as it was closed; what comes to light since is booked in an open one, and says so."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from views.appending import append
from views.facts import awarded, joined, listed, on, policy, reversed_
from views.following import dump, follow_in_steps, follow_to_the_head

from ledger import events as e
from projections import bookmarks
from projections.compliance import closing, questions, view
from projections.compliance.explaining import explain
from projections.compliance.questions import Compliance
from projections.compliance.sources import NOW, AsOf
from projections.rebuild import rebuild
from projections.reconcile import reconcile

LATER = datetime(2027, 3, 1, 4, tzinfo=UTC)
BEGINS, ENDS = datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)
YEAR: dict[str, Any] = {"period": "2026", "begins": BEGINS, "ends": ENDS}
BEGUN = e.ClosingBegun(**YEAR, beginner="zhou", because="YEAR_END", effective_at=on(1, 20, year=2027))
CLOSED = e.PeriodClosed(**YEAR, closer="qian", effective_at=on(1, 20, year=2027))


def late(fact: e.Event) -> e.Event:
    """What a correction moves once the year is closed."""
    return fact.model_copy(update={"booked": "2027"})


def carried(credits_: str, into: str = "2027", lapses_with: str = "2027") -> e.Event:
    return e.CreditsCarried(
        employee="lin", since="2026", into=into, credits=Decimal(credits_), lapses_with=lapses_with, effective_at=ENDS
    )


CARRY = '{"requirement":{"carry_over":{"maximum_credits":"30.00","periods":2}}}'
LIFE = (joined(), listed(), awarded("160.00"))
# Each would change what 2026 came to, if it were open.
SINCE: tuple[list[e.Event], ...] = (
    [late(reversed_("160.00"))],
    [late(reversed_("160.00")), late(awarded("157.00"))],
    policy('{"requirement":{"credits":"200.00"}}', since="2026-01-01"),
    [e.EmployeeMoved(employee="lin", branch="XA", effective_at=on(6))],
    [
        e.AbsenceRecorded(
            employee="lin",
            absence="A-1",
            kind="SICK",
            first_day="2026-03-01",
            last_day="2026-08-01",
            effective_at=on(3),
        )
    ],
    [e.BranchOpened(branch="CD", parent="WEST", name="成都", effective_at=on(1))],
)


def of(reader: psycopg.Connection, period: str, when: AsOf = NOW) -> Compliance:
    return questions.person(reader, "lin", period, LATER, when)


def figures(found: Compliance) -> tuple[Any, ...]:
    return found.branch, found.owed, found.earned, found.carried_in, found.counted, found.missing


@pytest.mark.parametrize("since", SINCE, ids=lambda facts: type(facts[-1]).__name__)
def test_nothing_that_comes_to_light_since_changes_a_closed_year(
    reader: psycopg.Connection, learn: Callable[..., None], since: list[e.Event]
) -> None:
    learn(*LIFE)
    before = of(reader, "2026")
    why = explain(reader, "lin", "2026", LATER, NOW)
    learn(BEGUN, CLOSED)
    learn(*since)
    assert of(reader, "2026") == before
    assert questions.people(reader, now=LATER, period="2026") == [before._replace(deadlines=None)]
    # Folded from the facts as of a moment, and explained, it is the same.
    assert of(reader, "2026", AsOf(None, datetime.now(UTC))) == before
    now = explain(reader, "lin", "2026", LATER, NOW)
    assert (now.owed, now.requirement, now.credits, now.missing) == (
        why.owed,
        why.requirement,
        why.credits,
        why.missing,
    )


@pytest.mark.parametrize("since", SINCE[2:], ids=lambda facts: type(facts[-1]).__name__)
def test_the_same_changes_a_year_that_is_only_being_closed(
    reader: psycopg.Connection, learn: Callable[..., None], since: list[e.Event]
) -> None:
    learn(*LIFE, BEGUN)
    before = explain(reader, "lin", "2026", LATER, NOW)
    learn(*since)
    assert explain(reader, "lin", "2026", LATER, NOW) != before


def test_a_late_correction_is_in_the_open_year_and_says_where_it_comes_from(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(*LIFE, awarded("20.00", "session:S-2", at=on(2, year=2027)), BEGUN, CLOSED)
    learn(late(reversed_("160.00")), late(awarded("157.00")))
    open_year = of(reader, "2027")
    assert {open_year.earned, open_year.counted} == {Decimal(17)}
    found = explain(reader, "lin", "2027", LATER, NOW)
    assert [(str(one.credits), one.since) for one in found.credits] == [
        ("-160.00", "2026"),
        ("157.00", "2026"),
        ("20.00", None),
    ]
    assert "from 2026, which was closed" in found.credits[0].what
    assert "来自已封存的 2026" in found.credits[0].what_zh
    assert found.credits[-1].counted_after == found.counted == 17


def test_as_it_was_known_before_the_closing_nothing_is_closed(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(*LIFE, BEGUN)
    known = datetime.now(UTC)
    learn(CLOSED, *policy('{"requirement":{"credits":"200.00"}}'))
    assert of(reader, "2026", AsOf(None, known)).owed == of(reader, "2026").owed == 150
    # As of a moment before it was closed, with what is known now, it goes by the policy that was put in its place.
    assert of(reader, "2026", AsOf(CLOSED.effective_at - timedelta(microseconds=1), None)).owed == 200


def test_carried_credits_count_in_the_next_year_and_say_until_when(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(*LIFE, BEGUN, CLOSED, carried("10.00"))
    assert (str(of(reader, "2027").carried_in), str(of(reader, "2027").missing)) == ("10.00", "140.00")
    assert of(reader, "2026").carried_in == 0
    assert [row.carried_in for row in questions.people(reader, now=LATER, period="2027")] == [10]
    (term,) = explain(reader, "lin", "2027", LATER, NOW).carried
    assert (term.since, term.lapses_with) == ("2026", "2027")
    assert term.what == "+10.00: carried over from 2026; count up to 2027."
    assert term.what_zh == "+10.00：由 2026 结转；至 2027 有效。"
    assert of(reader, "2027", AsOf(ENDS - timedelta(microseconds=1), None)).carried_in == 0


def test_who_is_short_or_no_longer_there_takes_nothing_into_the_next_year(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    left = {"last_day": "2026-12-30", "settles_at": LATER, "treatment": "lapse", "because": "RESIGNED"}
    learn(*policy(CARRY), listed(), *(joined(who) for who in ("lin", "wu", "zhao")))
    learn(awarded("160.00"), awarded("160.00", employee="wu"), awarded("149.99", employee="zhao"))
    learn(e.EmployeeLeft.model_validate({"employee": "wu", **left, "effective_at": on(12, 30, 16)}), BEGUN, CLOSED)
    assert of(reader, "2026").missing == 0
    assert [(one.employee, one.carries) for one in closing.carrying(reader, "2026", "", 9)] == [
        ("lin", [{"credits": "10.00", "since": "2026", "lapses_with": "2028"}])
    ]
    assert closing.carrying(reader, "2026", "lin", 9) == []
    standings = closing.figures(reader, "2026")
    assert [str(standings[who].carried_out) for who in ("lin", "wu", "zhao")] == ["10.00", "0.00", "0.00"]


def test_who_came_after_the_closing_has_no_part_in_the_year(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(*LIFE, BEGUN, CLOSED)
    learn(joined("wu", at=on(2, year=2026)))
    assert [row.employee for row in questions.people(reader, now=LATER, period="2026")] == ["lin"]


def test_a_rebuild_and_a_reconciliation_close_the_year_where_it_was_closed(
    log: psycopg.Connection, reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(*LIFE)
    for facts in ([BEGUN, CLOSED], *SINCE[1:], [carried("10.00")]):
        append(log, facts)
        follow_to_the_head(reader)
    live = dump(reader)
    assert reconcile(reader, view).wrong == 0
    rebuild(reader, view)
    assert dump(reader) == live


def test_rows_follow_from_facts_however_they_are_cut_into_batches(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    append(log, [*LIFE, BEGUN, CLOSED])
    for facts in SINCE[1:]:
        append(log, facts)
    follow_in_steps(reader, random.Random(7), bookmarks.head(reader))
    by_steps = of(reader, "2026")
    assert figures(by_steps)[1:] == (150, 160, 0, 160, 0)
