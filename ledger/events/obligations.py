"""Facts about required courses with a last day, and about warnings."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from ledger.events.fact import Event
from ledger.vocabulary import Credits, Day, Id, ReasonCode, Year, two_places

# So many days before the last one, or past it.
OVERDUE = "overdue"
Stage = Annotated[str, StringConstraints(pattern=r"^(?:0|[1-9][0-9]{0,2}|overdue)$")]


class CourseRequired(Event):
    """The people of branch CD do course FIRE-1 by 31 March 2026, who joins later within 30 days."""

    obligation: Id
    course: Id
    # Whom it is for: all that is named must hold; a branch stands for everything under it, nothing named for everybody.
    branch: Id | None = None
    position: Id | None = None
    level: Id | None = None
    employee: Id | None = None
    # The last day, and how many days after joining, whichever is later for a person.
    until: Day | None = None
    within_days: Annotated[int, Field(ge=1, le=3_660)] | None = None
    # What was learnt before this day does not count.
    counts_from: Day | None = None


class ObligationReleased(Event):
    """Nobody has to do course FIRE-1 for this any more."""

    obligation: Id
    course: Id
    because: ReasonCode


class ObligationExempted(Event):
    """Lin need not do course FIRE-1 for this; Wu says so."""

    obligation: Id
    course: Id
    employee: Id
    approver: Id
    because: ReasonCode


class DeadlineWarningRaised(Event):
    """Lin has 7 days left for course FIRE-1, up to 31 March, and has not done it."""

    employee: Id
    obligation: Id
    course: Id
    due: Day
    stage: Stage
    # Less than none: so many days have passed.
    days_left: int


class PaceWarningRaised(Event):
    """By 30 June Lin should have 74.38 of the 150 credits of 2026, and has 31.50."""

    employee: Id
    period: Year
    # The day at whose end credits were held against the line.
    day: Day
    owed: Credits
    # Less than none if more was taken back than was earned.
    counted: Annotated[Decimal, Field(max_digits=9, decimal_places=2), AfterValidator(two_places)]
    line: Credits
