"""How people stand: kept, as of either clock, and explained by terms that add up."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from views.appending import append
from views.facts import CAPPED, JULY, awarded, joined, listed, on, policy, reversed_
from views.following import follow_to_the_head, record

from ledger import events as e
from projections import bookmarks, journal
from projections.advance import advance
from projections.compliance import deriving, questions, view
from projections.compliance.explaining import ComplianceExplanation, explain
from projections.compliance.questions import Compliance
from projections.compliance.sources import NOW, AsOf
from projections.rebuild import rebuild
from projections.reconcile import ReconcileStopped, reconcile


def shown(*figures: Any) -> tuple[Any, ...]:
    """Compare credits with whole numbers."""
    return figures


def lin(reader: psycopg.Connection, when: AsOf = NOW, period: str | None = "2026") -> Compliance:
    return questions.person(reader, "lin", period, JULY, when)


def why(
    reader: psycopg.Connection, employee: str = "lin", when: AsOf = NOW, period: str = "2026"
) -> ComplianceExplanation:
    return explain(reader, employee, period, JULY, when)


def test_a_person_owes_earns_and_is_behind_a_straight_line(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(joined(), listed(), awarded("60.00"))
    found = lin(reader)
    assert shown(found.owed, found.earned, found.counted, found.missing) == (150, 60, 60, 90)
    # 2 July is day 183 of 365: 150 x 183 / 365.
    assert (found.day, found.expected, found.on_track) == (date(2026, 7, 2), Decimal("75.21"), False)
    assert found.parts == [
        {"of": of, "earned": "60.00", "minimum": "0.00", "maximum": None, "counted": "60.00", "missing": "0.00"}
        for of in ("required", "special")
    ]


def test_what_was_taken_back_is_of_what_it_was_awarded_as(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(joined(), listed(), awarded("60.00"))
    learn(listed(kind="elective", category="general"), reversed_("60.00"))
    assert lin(reader).missing == 150
    assert {part["of"]: part["earned"] for part in lin(reader).parts} == {"required": "0.00", "special": "0.00"}


def test_an_award_says_what_the_course_was_and_an_older_one_asks_the_catalogue_of_then(
    reader: psycopg.Connection, learn: Any
) -> None:
    learn(joined(), listed(), awarded("1.00"), listed(kind="elective", category="general"))
    learn(awarded("2.00", "session:S-2"), awarded("4.00", "session:S-3", kind="required", category="induction"))
    earned = {part["of"]: part["earned"] for part in lin(reader).parts}
    assert earned == {"elective": "2.00", "general": "2.00", "induction": "4.00", "required": "5.00", "special": "1.00"}


def test_a_policy_makes_everybody_stand_anew(reader: psycopg.Connection, learn: Callable[..., None]) -> None:
    learn(joined(), joined("wu"), listed(), awarded("60.00"))
    learn(*policy(CAPPED))
    found = lin(reader)
    assert shown(found.owed, found.earned, found.counted, found.missing) == (100, 60, 30, 70)
    assert [row.owed for row in questions.people(reader, now=JULY, period="2026")] == [100, 100]


def test_a_branch_is_shown_with_all_below_it_who_misses_most_first(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    tree = [("WEST", None), ("CD", "WEST"), ("CD-EAST", "CD"), ("XA", None)]
    learn(*(e.BranchOpened(branch=name, parent=above, name=name, effective_at=on(1)) for name, above in tree))
    learn(joined(), joined("wu", "CD-EAST"), joined("zhao", "XA"), listed(), awarded("60.00"))
    west = questions.people(reader, now=JULY, period="2026", branch="WEST")
    assert [shown(row.employee, row.branch, row.missing) for row in west] == [("wu", "CD-EAST", 150), ("lin", "CD", 90)]
    assert [row.employee for row in questions.people(reader, now=JULY, period="2026", branch="CD-EAST")] == ["wu"]
    everybody = questions.people(reader, now=JULY, period="2026", limit=2)
    assert [row.employee for row in everybody] == ["wu", "zhao"]
    rest = questions.people(reader, now=JULY, period="2026", after=(everybody[-1].missing, everybody[-1].employee))
    assert [row.employee for row in rest] == ["lin"]


def test_a_branch_moved_under_another_has_its_rules(reader: psycopg.Connection, learn: Callable[..., None]) -> None:
    learn(e.BranchOpened(branch="WEST", parent=None, name="West", effective_at=on(1, year=2025)))
    learn(joined(), listed(), awarded("60.00"), *policy('{"requirement":{"credits":"73.00"}}', branch="WEST"))
    assert lin(reader).owed == 150
    learn(e.BranchOpened(branch="CD", parent="WEST", name="Chengdu", effective_at=on(1, year=2025)))
    assert lin(reader).owed == 73


def test_as_of_either_clock_nothing_later_is_seen(reader: psycopg.Connection, learn: Callable[..., None]) -> None:
    learn(joined(), listed(), awarded("60.00", at=on(3)), awarded("5.00", "session:S-2", at=on(6)))
    known = datetime.now(UTC)
    learn(reversed_("60.00", at=on(3)))
    assert shown(lin(reader).earned, lin(reader, AsOf(on(5), None)).earned) == (5, 0)
    assert lin(reader, AsOf(None, known)).earned == 65
    assert lin(reader, AsOf(on(5), known)).earned == 60
    assert lin(reader, AsOf(on(5), known)).day == date(2026, 5, 1)
    asked: dict[str, Any] = {"now": JULY, "period": "2026", "branch": "CD"}
    assert [row.earned for row in questions.people(reader, **asked, when=AsOf(on(5), known))] == [60]
    assert questions.people(reader, **asked, when=AsOf(on(1, year=2024), None)) == []


def test_every_award_and_every_maximum_is_a_sentence_in_both_languages(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(*policy(CAPPED), joined(), listed(), awarded("20.00"), awarded("15.00", "completion:X-2"))
    found = why(reader)
    assert [shown(term.credits, term.counted, term.counted_after) for term in found.credits] == [
        (20, 20, 20),
        (15, 10, 30),
    ]
    assert found.credits[1].what == (
        "+15.00: online course X-2 of course FIRE; 90 minutes; 10.00 of it count: at most 30.00 of special;"
        " policy default/1."
    )
    assert found.credits[1].what_zh == (
        "+15.00：在线课程 X-2，课程 FIRE；90 分钟；其中计入 10.00：专门业务最多 30.00；依据政策 default/1。"
    )
    assert [part.what for part in found.parts] == [
        "required: 35.00 earned; at least 40.00 are wanted; 5.00 are missing.",
        "special: 35.00 earned; at most 30.00 count; at least 10.00 are wanted.",
    ]
    assert (found.what, found.what_zh) == (
        "100.00 owed, 30.00 count: 70.00 missing.",
        "应修 100.00，计入 30.00：还差 70.00。",
    )
    assert found.requirement[0].what.endswith("requirement.pro_rata = days of policy company-1.")


def test_an_award_names_the_rules_of_its_person_and_not_of_everybody_in_the_room(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learnt = {"minutes": 90, "of_minutes": 90, "whole": "20.00", "policy": "company-3", "calculator": {"name": "hours"}}
    learn(joined(), listed(), awarded("20.00", basis=learnt))
    (term,) = why(reader).credits
    assert (term.policy_version, term.calculator) == ("company-3", "hours")
    assert term.what.endswith("counted by hours; policy company-3.")


def test_credits_that_no_fact_explains_are_nobody_s(reader: psycopg.Connection, learn: Callable[..., None]) -> None:
    learn(joined(), listed(), awarded("60.00"))
    found = why(reader, "nobody")
    assert shown(found.owed, found.counted, found.missing, found.credits) == (0, 0, 0, [])


@pytest.mark.parametrize("seed", [3, 4])
def test_explain_folds_to_the_balance_at_any_two_moments(
    log: psycopg.Connection, reader: psycopg.Connection, seed: int
) -> None:
    record(log, seed, 1200)
    follow_to_the_head(reader)
    rng = random.Random(seed)
    first, last = _span(reader)
    for employee in [f"E{number:05}" for number in range(30)]:
        for when in (NOW, *(AsOf(*_moments(rng, first, last)) for _ in range(2))):
            periods = [why(reader, employee, when, year) for year in ("2024", "2025", "2026")]
            for found in periods:
                assert sum((term.credits for term in found.requirement), Decimal(0)) == found.owed
                assert sum((term.credits for term in found.credits), Decimal(0)) == found.earned
                assert sum((term.counted for term in found.credits), found.carried_in) == found.counted
                kept = questions.person(reader, employee, found.period, JULY, when)
                assert (kept.owed, kept.earned, kept.counted, kept.missing) == (
                    *(found.owed, found.earned, found.counted, found.missing),
                )
            balance = journal.balance(reader, employee, as_of=when.as_of, recorded_as_of=when.recorded_as_of)
            assert sum((found.earned for found in periods), Decimal(0)) == balance.credits


def _span(reader: psycopg.Connection) -> tuple[datetime, datetime]:
    row = reader.execute("select min(effective_at), max(effective_at) from ledger.events").fetchone()
    assert row is not None
    return row[0], row[1]


def _moments(rng: random.Random, first: datetime, last: datetime) -> tuple[datetime | None, datetime | None]:
    happened = first + (last - first) * rng.random()
    known = datetime.now(UTC) - timedelta(seconds=20 * rng.random())
    return rng.choice((happened, None)), rng.choice((known, None))


def test_many_are_derived_hand_by_hand_and_a_kill_between_hands_loses_nothing(
    reader: psycopg.Connection, log: psycopg.Connection, learn: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [f"P{number}" for number in range(7)]
    learn(*(joined(name) for name in people), joined(), listed(), awarded("60.00"))
    monkeypatch.setattr(deriving, "HAND", 3)
    append(log, policy(CAPPED))
    advance(reader, [view])
    waiting = "select count(*) from view_compliance.waiting"
    assert reader.execute(waiting).fetchone() == (5,)
    # Who waits is answered from their facts, by the same function.
    owed = [questions.person(reader, name, "2026", JULY).owed for name in (*people, "lin")]
    assert owed == [100] * 8
    monkeypatch.setattr("projections.reconcile.PATIENCE", 0.0)
    with pytest.raises(ReconcileStopped):
        reconcile(reader, view)
    follow_to_the_head(reader)
    assert reader.execute(waiting).fetchone() == (0,)
    assert reconcile(reader, view).wrong == 0
    rebuild(reader, view)
    assert reader.execute(waiting).fetchone() == (0,)
    assert reconcile(reader, view).wrong == 0


def test_rules_that_cannot_be_read_park_this_view_and_no_other(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(joined(), listed(), awarded("60.00"))
    learn(e.PolicyPublished(version="nobody-drafted-it", since="2026-01-01", publisher="qian", effective_at=on(1)))
    parked = [row for row in bookmarks.status(reader) if row.status == bookmarks.PARKED]
    assert [(row.view, row.failed_position, row.error) for row in parked] == [
        (view.NAME, 4, "KeyError: 'nobody-drafted-it'")
    ]
    kept = reader.execute(
        "select position, missing from view_compliance.standings, office.bookmarks where view = %s", [view.NAME]
    )
    assert kept.fetchall() == [(3, 90)]
