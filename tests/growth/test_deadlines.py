"""The last days of required courses are part of how a person stands in a period."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from views.facts import JULY, awarded, joined, listed, on, reversed_

from ledger import events as e
from projections.compliance import questions
from projections.compliance.sources import NOW, AsOf

Learn = Callable[..., None]


def required(until: str | None, name: str = "FIRE-1", **more: object) -> e.Event:
    what = {"obligation": name, "course": "FIRE", "until": until, "effective_at": on(1, year=2025)}
    return e.CourseRequired.model_validate({**what, **more})


def states(reader: psycopg.Connection, period: str, when: AsOf = NOW) -> list[tuple[str, str]]:
    found = questions.person(reader, "lin", period, JULY, when).deadlines
    return [(one["due"], one["state"]) for one in found or ()]


def test_a_last_day_is_of_the_period_in_which_it_falls(reader: psycopg.Connection, learn: Learn) -> None:
    learn(
        joined(),
        listed(),
        required("2025-12-31"),
        required("2026-01-01", "FIRE-2"),
        awarded("5.00", at=on(12, year=2025)),
    )
    assert states(reader, "2025") == [("2025-12-31", "done")]
    assert states(reader, "2026") == [("2026-01-01", "done")]


def test_what_was_not_done_when_a_period_began_is_to_be_done_in_it_too(
    reader: psycopg.Connection, learn: Learn
) -> None:
    learn(joined(), listed(), required("2025-12-31"))
    assert (states(reader, "2025"), states(reader, "2026")) == ([("2025-12-31", "overdue")],) * 2
    assert states(reader, "2024") == []
    # At the very moment at which the new year begins in the company's zone it was still to be done.
    learn(awarded("5.00", at=datetime(2025, 12, 31, 16, tzinfo=UTC)))
    assert (states(reader, "2025"), states(reader, "2026")) == ([("2025-12-31", "late")],) * 2


def test_deadlines_are_as_of_both_clocks(reader: psycopg.Connection, learn: Learn) -> None:
    learn(joined(), listed(), required("2026-03-31"), awarded("5.00", at=on(3)))
    known = datetime.now(UTC)
    learn(reversed_("5.00", at=on(3)))
    assert states(reader, "2026") == [("2026-03-31", "overdue")]
    assert states(reader, "2026", AsOf(None, known)) == [("2026-03-31", "done")]
    assert states(reader, "2026", AsOf(on(2), known)) == [("2026-03-31", "open")]


def test_the_rule_is_a_sentence_in_both_languages(reader: psycopg.Connection, learn: Learn) -> None:
    audience: dict[str, Any] = {"branch": "CD", "position": "engineer", "within_days": 30, "counts_from": "2025-06-01"}
    learn(joined(at=on(5, year=2025)), listed(), required("2025-07-31", **audience))
    learn(e.PositionAssigned(employee="lin", position="engineer", level=None, effective_at=on(5, year=2025)))
    (found,) = questions.person(reader, "lin", "2025", JULY).deadlines or ()
    assert found["what"] == (
        "branch CD and all below it, position engineer: by 2025-07-31 or within 30 days of joining, whichever is later;"
        " learnt from 2025-06-01 on; obligation FIRE-1."
    )
    assert found["what_zh"] == (
        "分支机构 CD 及其下级、岗位 engineer：2025-07-31 前（含当日）或入职 30 天内，以较晚者为准；"
        "2025-06-01 起学习有效；必修要求 FIRE-1。"
    )
    learn(required("2025-08-31", "FIRE-9"))
    (_, other) = questions.person(reader, "lin", "2025", JULY).deadlines or ()
    assert other["what"] == "everybody: by 2025-08-31; obligation FIRE-9."
