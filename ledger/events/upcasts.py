"""How facts stored in an older shape are read today. Stored bytes are never rewritten."""

from collections.abc import Callable
from typing import Any

Shape = dict[str, Any]

NO_CORRECTIONS = {"points_deducted": 0, "points_paid_out": 0, "debt_waived": 0}

# (type, version it was stored in) -> the same fact in the next version.
UPCASTS: dict[tuple[str, int], Callable[[Shape], Shape]] = {
    # One unit at a time, and nobody was asked.
    ("RedemptionRequested", 1): lambda shape: {**shape, "units": 1, "approvals": [], "lapses_at": None},
    # Nobody knew who had asked for somebody else.
    ("RedemptionRequested", 2): lambda shape: {**shape, "asked_by": None},
    ("RedemptionFulfilled", 1): lambda shape: {**shape, "units": 1},
    ("RedemptionCancelled", 1): lambda shape: {**shape, "units": 1},
    ("RedemptionRefunded", 1): lambda shape: {**shape, "units": 1},
    # Points could be spent at once.
    ("PointsEarned", 1): lambda shape: {**shape, "activates_at": None},
    ("PointsReversed", 1): lambda shape: {**shape, "pending": 0},
    ("ControlTotalsRecorded", 1): lambda shape: {
        **shape,
        "day": {**shape["day"], **NO_CORRECTIONS},
        "total": {**shape["total"], **NO_CORRECTIONS},
    },
    # Corrections came one by one, and nothing but a reference said why.
    ("AdjustmentProposed", 1): lambda shape: {**shape, "evidence": None, "batch": None},
    # Hours were the only calculator, and an award did not say what it rests on.
    ("CreditsAwarded", 1): lambda shape: {**shape, "basis": None, "repeat_of": None},
    ("CreditsAwarded", 2): lambda shape: {**shape, "makes_up": None, "restatement": None},
    # No period was ever closed.
    ("CreditsAwarded", 3): lambda shape: {**shape, "booked": None},
    ("CreditsReversed", 1): lambda shape: {**shape, "booked": None},
    ("CourseListed", 1): lambda shape: {**shape, "calculator": None},
    ("CourseRevised", 1): lambda shape: {**shape, "calculator": None},
    # Nothing else was asked about than watching and passing.
    ("CompletionRecorded", 1): lambda shape: {
        **shape,
        **dict.fromkeys(("active_share", "attempt", "feedback")),
        **dict.fromkeys(("checks_shown", "checks_answered"), 0),
    },
    ("CompletionRecorded", 2): lambda shape: {**shape, "pass_mark": None},
    # A kind had a name and no terms, and stock no batches.
    ("RewardListed", 1): lambda shape: {**shape, "terms": None, "low_at": None},
    ("RewardRestocked", 1): lambda shape: {**shape, **dict.fromkeys(("batch", "good_until", "cost_centre", "because"))},
}


def upcast(type_name: str, version: int, shape: Shape, *, to: int) -> Shape:
    """Carry a stored shape forward step by step; a missing step is a programming error, said at once."""
    while version < to:
        shape = UPCASTS[type_name, version](shape)
        version += 1
    return shape
