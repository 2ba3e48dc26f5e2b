"""Careers: where a person works follows from when things happened, in whatever order they were recorded."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from ledger.events import (
    BranchClosed,
    BranchMoved,
    BranchOpened,
    EmployeeJoined,
    EmployeeLeft,
    EmployeeMoved,
    Event,
    PositionAssigned,
)
from ledger.models.career import Career, Place
from ledger.models.model import Model
from ledger.models.organisation import Branches

DAY = timedelta(days=1)


def on(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def joined(at: datetime, branch: str = "CD") -> EmployeeJoined:
    return EmployeeJoined(effective_at=at, employee="lin", branch=branch)


def moved(at: datetime, branch: str) -> EmployeeMoved:
    return EmployeeMoved(effective_at=at, employee="lin", branch=branch)


def assigned(at: datetime, position: str, level: str | None = None) -> PositionAssigned:
    return PositionAssigned(effective_at=at, employee="lin", position=position, level=level)


def left(at: datetime) -> EmployeeLeft:
    return EmployeeLeft(
        effective_at=at,
        employee="lin",
        last_day=f"{at - DAY:%Y-%m-%d}",
        settles_at=at,
        treatment="lapse",
        because="LEFT",
    )


def folded(model: Model, *facts: Event) -> Model:
    for fact in facts:
        model.apply(fact)
    return model


def career(*facts: Event) -> Career:
    found = Career("lin")
    folded(found, *facts)
    return found


def test_a_person_is_where_the_newest_step_by_then_put_them() -> None:
    lin = career(joined(on(2, 1)), assigned(on(2, 1), "engineer", "P5"), moved(on(7, 1), "XA"), left(on(10, 1)))
    assert lin.at(on(2, 1) - DAY) is None
    assert lin.at(on(2, 1)) == Place("CD", "engineer", "P5")
    assert lin.at(on(7, 1)) == Place("XA", "engineer", "P5")
    assert lin.at(on(10, 1) - timedelta(microseconds=1)) == Place("XA", "engineer", "P5")
    assert lin.at(on(10, 1)) is None


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_career_is_the_same_in_whatever_order_it_was_recorded(order: tuple[int, ...]) -> None:
    steps = [joined(on(2, 1)), assigned(on(2, 1), "cook"), moved(on(7, 1), "XA"), assigned(on(7, 1), "chef")]
    assert career(*(steps[n] for n in order)).spells == career(*steps).spells


def test_who_leaves_and_returns_has_two_spells_and_a_gap() -> None:
    lin = career(joined(on(1, 1)), assigned(on(1, 1), "cook"), left(on(4, 1)), joined(on(9, 1), "XA"))
    assert [(spell.since, spell.place.branch) for spell in lin.spells] == [(on(1, 1), "CD"), (on(9, 1), "XA")]
    assert lin.at(on(5, 1)) is None
    assert lin.at(on(9, 1)) == Place("XA", "cook")


def test_joining_again_before_the_last_day_withdraws_the_notice_and_moving_does_not() -> None:
    assert career(joined(on(1, 1)), left(on(4, 1)), joined(on(3, 1), "XA")).at(on(5, 1)) == Place("XA")
    assert career(joined(on(1, 1)), left(on(4, 1)), moved(on(3, 1), "XA")).at(on(5, 1)) is None


def test_the_tree_is_as_it_was_then() -> None:
    tree = Branches()
    folded(
        tree,
        BranchMoved(effective_at=on(6, 1), branch="CD-EAST", parent="XA"),
        BranchOpened(effective_at=on(1, 1), branch="CD", parent=None, name="成都"),
        BranchOpened(effective_at=on(1, 1), branch="XA", parent=None, name="西安"),
        BranchOpened(effective_at=on(2, 1), branch="CD-EAST", parent="CD", name="成都东区"),
        BranchClosed(effective_at=on(9, 1), branch="CD-EAST"),
    )
    assert tree.path("CD-EAST", on(1, 15)) == ["CD-EAST"]
    assert tree.path("CD-EAST", on(3, 1)) == ["CD", "CD-EAST"]
    assert tree.path("CD-EAST", on(7, 1)) == ["XA", "CD-EAST"]
    assert tree.path("nobody-opened-it", on(7, 1)) == ["nobody-opened-it"]
    assert tree.under("CD", on(3, 1)) == ["CD-EAST"]
    assert tree.under("CD", on(7, 1)) == []
    assert not tree.takes("CD-EAST", on(10, 1))
    assert not tree.takes("CD-EAST", on(3, 1))
    assert tree.takes("nobody-opened-it", on(3, 1))
