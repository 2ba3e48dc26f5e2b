"""Questions about required courses and warnings."""

from pydantic import Field

from api.http.questions.question import Listing, Source
from ledger.vocabulary import Id, Moment
from projections import obligations, warnings

HAPPENED = Field(default=None, description="What had happened by then.")
KNOWN = Field(default=None, description="What was known by then.")


class Obligations(Listing):
    """Which courses are required of whom, until when."""

    of = Source(obligations.Required, ("obligations",), obligations.required, ("obligation",))

    course: Id | None = None
    released: bool | None = None


class Duties(Listing):
    """Who has to do which course until when, and whether it is done, by the last day."""

    of = Source(obligations.Duty, ("obligations",), obligations.duties, ("due", "employee", "obligation"))

    course: Id | None = None
    state: obligations.State | None = None
    as_of: Moment | None = HAPPENED
    recorded_as_of: Moment | None = KNOWN


class DutiesOf(Duties):
    """What one person has to do."""

    employee: Id


class DutiesOfBranch(Duties):
    """What the people of a branch, and of all under it, have to do."""

    branch: Id


class DutiesFor(Duties):
    """Who has to do what one obligation asks."""

    obligation: Id


class Warnings(Listing):
    """Warnings in the order they were raised, and the figures that led to them."""

    of = Source(warnings.Warned, ("warnings", "obligations"), warnings.warnings, ("position",))

    kind: warnings.Kind | None = None
    as_of: Moment | None = HAPPENED
    recorded_as_of: Moment | None = KNOWN


class WarningsOf(Warnings):
    """What one person was warned of."""

    employee: Id


class WarningsOfBranch(Warnings):
    """What the people who are now in a branch, or anywhere under it, were warned of."""

    branch: Id
