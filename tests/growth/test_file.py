"""A person's growth file: where they were, what they owed and learnt, as of both clocks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import signing
from growth import scene
from views.appending import append
from views.facts import JULY, awarded, joined, listed, on, reversed_
from views.following import follow_to_the_head

from ledger import events as e
from ledger.log.log import Batch, Request
from ledger.log.stored import encode
from projections.compliance import questions
from projections.compliance.sources import NOW, AsOf
from projections.growth.file import GrowthFile, growth

Learn = Callable[..., None]


def shown(*figures: Any) -> tuple[Any, ...]:
    """Compare credits with whole numbers."""
    return figures


def lin(application: psycopg.Connection, when: AsOf = NOW) -> GrowthFile:
    return growth(application, "lin", JULY, when)


def test_a_career_is_told_place_by_place(application: psycopg.Connection, learn: Learn) -> None:
    learn(*scene.lin())
    told = [(one.change, one.since.date(), one.branch, one.position, one.left) for one in lin(application).career]
    assert told == [
        ("joined", date(2025, 5, 1), "XA", None, False),
        ("assigned", date(2025, 5, 2), "XA", "engineer", False),
        ("moved", date(2026, 2, 1), "CD", "engineer", False),
    ]
    gone = {"last_day": "2026-04-30", "settles_at": on(6), "treatment": "lapse", "because": "LEFT"}
    learn(e.EmployeeLeft(employee="lin", effective_at=on(5), **gone), joined("lin", "XA", on(6)))
    *_, moved, back = lin(application).career
    assert [(one.change, one.branch, one.left) for one in (moved, back)] == [
        ("moved", "CD", True),
        ("joined", "XA", False),
    ]


def test_every_period_since_joining_is_there_with_its_figures(application: psycopg.Connection, learn: Learn) -> None:
    learn(*scene.lin())
    made = lin(application)
    # 2025: 150 of the default for 245 of 365 days, XA until the end; 2026: the new policy, in two branches.
    assert [shown(one.period, one.branch, one.owed, one.counted) for one in made.periods] == [
        ("2025", "XA", Decimal("100.68"), 30),
        ("2026", "CD", 100, 60),
    ]
    assert sum(term.credits for term in made.periods[1].requirement) == 100
    for period in made.periods:
        kept = questions.person(application, "lin", period.period, JULY)
        assert (kept.owed, kept.earned, kept.counted, kept.missing, kept.expected, kept.on_track, kept.day) == (
            *(period.owed, period.earned, period.counted, period.missing, period.expected, period.on_track, period.day),
        )


def test_the_transcript_folds_to_the_periods_and_says_what_was_taken_back_and_why(
    application: psycopg.Connection, learn: Learn
) -> None:
    learn(*scene.lin())
    made = lin(application)
    for period in made.periods:
        mine = [line for line in made.transcript if line.period == period.period]
        assert sum(line.credits for line in mine) == period.earned
        assert sum(line.counted for line in mine) == period.counted - period.carried_in
    award, reversal = (line for line in made.transcript if line.activity == "completion:X-1")
    assert (award.reversed_by, reversal.reverses) == (reversal.position, award.position)
    assert reversal.because == "COPIED_ANSWERS"
    assert reversal.what_zh.startswith("-15.00：在线课程 X-1，课程 FIRE；冲销，事由 COPIED_ANSWERS")
    assert "taken back because of COPIED_ANSWERS" in reversal.what
    made_up = next(line for line in made.transcript if line.activity == "completion:X-2")
    assert (made_up.makes_up, made_up.title, made_up.kind, made_up.policy_version) == (
        *("S-9", "DATA", "elective", "default/1"),
    )
    assert "补学场次 S-9" in made_up.what_zh
    assert next(line for line in made.transcript if line.session == "S-2").shortfall == "REPEAT"


def test_why_something_was_taken_back_is_said_by_its_own_request_or_by_every_fact_of_a_restatement(
    log: psycopg.Connection, reader: psycopg.Connection, application: psycopg.Connection, learn: Learn
) -> None:
    first, second, third = (f"completion:X-{number}" for number in range(3))
    learn(joined(), listed(), *(awarded("5.00", name) for name in (first, second, third)))
    void = e.CompletionVoided(employee="lin", course="FIRE", completion="X-0", because="COPIED", effective_at=on(3))
    append(log, [void, reversed_("5.00", first)], "void")
    append(log, [reversed_("5.00", second)], "another")
    restating = Request("schedule", "restate", None, reason="MISPRINT", causation="restatement:R-1")
    signing.append(log, Batch(signing.NEWEST, (), [encode(reversed_("5.00", third), 1)], [restating]))
    follow_to_the_head(reader)
    reversals = [line for line in lin(application).transcript if line.reverses]
    assert [line.because for line in reversals] == ["COPIED", None, "MISPRINT"]


def test_a_curve_ends_where_the_period_stands(application: psycopg.Connection, learn: Learn) -> None:
    learn(*scene.lin())
    curve = [month for month in lin(application).curve if month.period == "2026"]
    assert [shown(month.month, month.credits, month.counted) for month in curve] == [
        ("2026-01", 0, 0),
        ("2026-02", 20, 20),
        ("2026-03", 0, 20),
        ("2026-04", 0, 20),
        ("2026-05", 40, 60),
        ("2026-06", 0, 60),
        ("2026-07", 0, 60),
    ]
    # 31 of 365 days of 100 credits; the last month ends with the day that is asked about, 2 July.
    assert (curve[0].expected, curve[-1].day, curve[-1].expected) == (
        *(Decimal("8.49"), date(2026, 7, 2), Decimal("50.14")),
    )


def test_a_month_ends_with_its_last_day(application: psycopg.Connection, learn: Learn) -> None:
    last = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)  # a minute before midnight in the company's zone
    learn(joined(), listed(), awarded("3.00", "session:S-3", last))
    learn(awarded("4.00", "session:S-4", last + timedelta(minutes=1)))
    months = {month.month: month.credits for month in lin(application).curve}
    assert shown(months["2026-03"], months["2026-04"]) == (3, 4)


def test_the_first_curve_begins_with_joining(application: psycopg.Connection, learn: Learn) -> None:
    learn(*scene.lin())
    assert lin(application).curve[0].month == "2025-05"


def test_deadlines_and_certificates_of_required_courses(application: psycopg.Connection, learn: Learn) -> None:
    learn(*scene.lin())
    made = lin(application)
    (required,) = made.periods[1].deadlines
    done = on(2, 10)
    assert (required.course, required.due, required.state, required.done_at) == ("FIRE", "2026-03-31", "done", done)
    assert required.what == "branch WEST and all below it: by 2026-03-31; obligation FIRE-2026."
    assert required.what_zh == "分支机构 WEST 及其下级：2026-03-31 前（含当日）；必修要求 FIRE-2026。"
    (certificate,) = made.certificates
    assert (certificate.course, certificate.completed_at, certificate.obligations) == ("FIRE", done, ["FIRE-2026"])
    # One of the catalogue's required courses needs no obligation; one that was taken back is no certificate.
    learn(awarded("5.00", "session:S-3", on(6), course="LAW"))
    assert [one.course for one in lin(application).certificates] == ["FIRE", "LAW"]
    what = {"employee": "lin", "course": "LAW", "activity": "session:S-3", "credits": "5.00"}
    learn(e.CreditsReversed.model_validate({**what, "effective_at": on(6)}))
    assert [one.course for one in lin(application).certificates] == ["FIRE"]


def test_as_of_either_clock_nothing_later_is_seen(application: psycopg.Connection, learn: Learn) -> None:
    facts = scene.lin()
    learn(*facts[:-2])
    known = datetime.now(UTC)
    learn(*facts[-2:])
    assert [line.activity for line in lin(application, AsOf(on(2, 20), None)).transcript][1:] == ["session:S-1"]
    early = lin(application, AsOf(on(1, 15), None))
    assert [one.branch for one in early.career] == ["XA", "XA"]
    assert (early.periods[-1].branch, early.periods[-1].day, early.certificates) == ("XA", date(2026, 1, 15), [])
    assert lin(application, AsOf(None, known)).periods[-1].earned == 75
    assert lin(application, AsOf(on(3, 31), known)).periods[-1].earned == 35
    assert all(line.reversed_by is None for line in lin(application, AsOf(None, known)).transcript)


def test_who_was_never_here_has_an_empty_file(application: psycopg.Connection, learn: Learn) -> None:
    learn(joined(), listed())
    made: Any = growth(application, "nobody", JULY)
    assert (made.career, made.periods, made.transcript, made.curve, made.honours) == ([], [], [], [], [])
    assert made.position == 2
