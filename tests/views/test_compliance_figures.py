"""A branch and the company in figures, and where and when they learn."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

import psycopg
import pytest
from views.facts import JULY, awarded, joined, listed, on, reversed_
from views.following import follow_to_the_head, record

from ledger import events as e
from projections.compliance import heat, questions, summary
from projections.compliance.sources import NOW, AsOf


def test_a_branch_in_figures(reader: psycopg.Connection, learn: Callable[..., None]) -> None:
    learn(e.BranchOpened(branch="CD", parent=None, name="Chengdu", effective_at=on(1)))
    learn(e.BranchOpened(branch="CD-EAST", parent="CD", name="East", effective_at=on(1)))
    learn(joined(), joined("wu", "CD-EAST"), joined("zhao", "XA"), joined("late", "CD", on(6)), listed())
    learn(awarded("76.00"), awarded("150.00", "session:S-2", employee="wu"), awarded("9.00", employee="zhao"))
    found = summary.summary(reader, now=JULY, period="2026", branch="CD")
    assert (found.people, found.done, found.on_track, found.waiting) == (3, 1, 2, 0)
    # Lin has 76 of 150, just ahead of the line; who came in June owes 87.95 and has nothing.
    assert (found.owed, found.missing, found.shares) == (Decimal("387.95"), Decimal("161.95"), [1, 0, 1, 0, 0, 1])
    assert summary.summary(reader, now=JULY, period="2026").people == 4


@pytest.mark.parametrize("seed", [5])
def test_figures_and_heat_are_the_same_kept_and_derived(
    log: psycopg.Connection, reader: psycopg.Connection, seed: int
) -> None:
    record(log, seed, 900)
    follow_to_the_head(reader)
    now = datetime(2026, 6, 1, tzinfo=UTC)  # by then everything had happened
    for branch in ("chengdu", None):
        asked: dict[str, Any] = {"now": now, "period": "2025", "branch": branch}
        assert summary.summary(reader, **asked, when=AsOf(now, None)) == summary.summary(reader, **asked)
        for by in get_args(heat.By):
            assert heat.heat(reader, **asked, by=by, when=AsOf(now, None)) == heat.heat(reader, **asked, by=by)


def test_who_earns_and_never_joined_is_counted_kept_and_derived(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(joined(), listed(), awarded("5.00", employee="visitor"))
    for when in (NOW, AsOf(JULY, None)):
        found = summary.summary(reader, now=JULY, period="2026", when=when)
        assert (found.people, found.earned) == (2, Decimal("5.00"))


def test_figures_and_heat_as_of_either_clock(reader: psycopg.Connection, learn: Callable[..., None]) -> None:
    learn(joined(), joined("wu"), listed(), awarded("60.00", at=on(3)), awarded("150.00", "session:S-2", employee="wu"))
    known = datetime.now(UTC)
    learn(reversed_("60.00", at=on(3)), awarded("20.00", "session:S-3", at=on(6)))
    asked: dict[str, Any] = {"now": JULY, "period": "2026", "branch": "CD"}

    def figures(as_of: datetime | None, known: datetime | None) -> tuple[Any, ...]:
        found = summary.summary(reader, **asked, when=AsOf(as_of, known))
        return found.people, found.earned, found.done, found.shares

    assert figures(None, None) == (2, 170, 1, [1, 0, 0, 0, 0, 1])
    assert figures(None, known) == (2, 210, 1, [0, 0, 1, 0, 0, 1])
    assert figures(on(5), None) == (2, 150, 1, [1, 0, 0, 0, 0, 1])
    assert figures(on(2), None) == (2, 0, 0, [2, 0, 0, 0, 0, 0])
    weeks = heat.heat(reader, **asked, when=AsOf(on(5), known))
    assert weeks == [("2026-W09", 2, 180, Decimal("210.00"))]
    assert heat.heat(reader, **asked, when=AsOf(on(2), None)) == []


@pytest.mark.parametrize("seed", [5])
def test_the_line_in_figures_is_everybody_s_own(log: psycopg.Connection, reader: psycopg.Connection, seed: int) -> None:
    record(log, seed, 900)
    follow_to_the_head(reader)
    for now in (datetime(2025, 1, 20, tzinfo=UTC), datetime(2025, 11, 2, tzinfo=UTC)):
        rows = questions.people(reader, now=now, period="2025", limit=100)
        assert sum(row.on_track for row in rows) == summary.summary(reader, now=now, period="2025").on_track


def test_heat_is_what_earned_credits_and_was_not_taken_back(
    reader: psycopg.Connection, learn: Callable[..., None]
) -> None:
    learn(joined(), joined("wu", "XA"), listed(), listed("DATA"), awarded("2.00", at=on(3, 2)))
    learn(awarded("0.00", "session:S-2", on(3, 3), shortfall="REPEAT"), awarded("2.00", "session:S-3", on(3, 10)))
    learn(
        awarded("1.50", "session:S-4", on(3, 4), employee="wu", course="DATA"),
        reversed_("2.00", "session:S-3", on(3, 10)),
    )
    asked: dict[str, Any] = {"now": JULY, "period": "2026"}
    assert heat.heat(reader, **asked) == [("2026-W10", 2, 180, Decimal("3.50"))]
    assert heat.heat(reader, **asked, by="course") == [("FIRE", 1, 90, 2), ("DATA", 1, 90, Decimal("1.50"))]
    assert heat.heat(reader, **asked, by="branch", branch="XA") == [("XA", 1, 90, Decimal("1.50"))]
