"""Lin's years: joins in May 2025, moves, learns, has something taken back, completes what is required."""

from typing import Any

from views.facts import awarded, joined, listed, on, policy, reversed_

from ledger import events as e

RULES = (
    '{"requirement":{"credits":"100.00","honours":{"credit_champion_from":"60.00","learning_stars":1,'
    '"requirement_met":false}}}'
)


def completed(credits_: str, name: str, month: int, day: int = 1, **more: Any) -> e.Event:
    return awarded(credits_, f"completion:{name}", on(month, day), **more)


def attended(credits_: str, name: str, month: int, day: int = 1, **more: Any) -> e.Event:
    return awarded(credits_, f"session:{name}", on(month, day), session=name, **more)


def voided(name: str, credits_: str, month: int, day: int = 1) -> list[e.Event]:
    """Take a completion back, as the ledger does: in one request."""
    what = {"employee": "lin", "course": "FIRE", "completion": name, "because": "COPIED_ANSWERS"}
    at = on(month, day)
    return [e.CompletionVoided(**what, effective_at=at), reversed_(credits_, f"completion:{name}", at)]


def lin() -> list[e.Event]:
    opened = [("WEST", None), ("CD", "WEST"), ("XA", "WEST")]
    career = [
        *(e.BranchOpened(branch=name, parent=up, name=name, effective_at=on(1, year=2024)) for name, up in opened),
        joined("lin", "XA", on(5, 1, year=2025)),
        e.PositionAssigned(employee="lin", position="engineer", level="P5", effective_at=on(5, 2, year=2025)),
        e.EmployeeMoved(employee="lin", branch="CD", effective_at=on(2, 1)),
    ]
    fire = {"obligation": "FIRE-2026", "course": "FIRE", "branch": "WEST", "until": "2026-03-31"}
    return [
        *career,
        *policy(RULES),
        listed(),
        listed("DATA", "elective", "general"),
        listed("LAW", "required", "appointment"),
        e.CourseRequired.model_validate({**fire, "effective_at": on(1)}),
        awarded("30.00", "completion:X-0", on(6, 1, year=2025), course="DATA"),
        attended("20.00", "S-1", 2, 10),
        completed("15.00", "X-1", 3, 3),
        completed("40.00", "X-2", 5, 6, course="DATA", makes_up="S-9"),
        attended("0.00", "S-2", 6, 1, shortfall="REPEAT"),
        *voided("X-1", "15.00", 3, 3),
    ]
