"""Facts about credits (学分) and points (积分): outcomes, never inputs to be recomputed by tomorrow's rules."""

from typing import ClassVar, Literal

from ledger.calculators import Basis
from ledger.events.fact import Event
from ledger.vocabulary import (
    Count,
    CourseCategory,
    CourseKind,
    Credits,
    Id,
    Minutes,
    Moment,
    Name,
    Points,
    Shortfall,
    Year,
)

Source = Literal["learning", "teaching", "rating", "adjustment"]


class CreditsAwarded(Event):
    """Lin earned 1.95 credits for 88 verified minutes of course FIRE-1 in session S-1."""

    schema_version: ClassVar[int] = 4

    employee: Id
    course: Id
    session: Id | None = None
    # What was done: `session:S-1` or `completion:X-1`. With the employee it names this award.
    activity: Name
    credits: Credits
    # What the activity is worth by itself; more than `credits` when a shortfall says why.
    worth: Credits
    minutes: Minutes | None = None
    shortfall: Shortfall | None = None
    # What of it was counted, by which calculator; older awards did not say.
    basis: Basis | None = None
    # The activity that was paid, where this one is a repeat of it.
    repeat_of: Name | None = None
    # What the course was when it was learnt; older awards did not say.
    kind: CourseKind | None = None
    category: CourseCategory | None = None
    # The session that was missed, where a recording was learnt in its place.
    makes_up: Id | None = None
    # What it was counted anew by, in the place in line that it had.
    restatement: Id | None = None
    # The period that it counts in, where its own was closed by then.
    booked: Year | None = None


class CreditsReversed(Event):
    """Lin's 1.95 credits for session S-1 were taken back, because the attendance was voided."""

    schema_version: ClassVar[int] = 2

    employee: Id
    course: Id
    session: Id | None = None
    activity: Name
    credits: Credits
    # As of an award.
    booked: Year | None = None


class PointsEarned(Event):
    """Wu earned a lot of 15 points for teaching session S-1."""

    schema_version: ClassVar[int] = 2

    employee: Id
    session: Id | None = None
    # A lot is named after what earned it: `learning/session:S-1`, `teaching/session:S-1`.
    lot: Name
    source: Source
    points: Points
    expires_at: Moment | None = None
    # Until then the points are pending; None: they can be spent at once.
    activates_at: Moment | None = None


class PointsActivated(Event):
    """The 15 points of Wu's lot can be spent from now on."""

    employee: Id
    lot: Name
    points: Points


class PointsReversed(Event):
    """Wu's lot of 15 points was taken back: 10 from what was left of it, 5 became a debt."""

    schema_version: ClassVar[int] = 2

    employee: Id
    session: Id | None = None
    lot: Name
    source: Source
    points: Points
    # The whole lot: `taken` from what was left of it, `pending` of what could not be spent yet, `debt` for what was
    # spent or had paid a debt off; what had expired is in none of them, because nobody had it.
    taken: int
    debt: int
    pending: Count = 0


class DebtSettled(Event):
    """5 points of Wu's new lot paid off a debt at once."""

    employee: Id
    lot: Name
    points: Points


class LotExtended(Event):
    """Lin's lot had lapsed when 30 of its points were refunded: they can be spent until the end of 31 March."""

    employee: Id
    lot: Name
    expires_at: Moment


class PointsExpired(Event):
    """10 points of Lin's lot reached their date unspent."""

    employee: Id
    lot: Name
    points: Points
