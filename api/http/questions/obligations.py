"""Questions about required courses and warnings."""

from api.http.questions.question import Happened, Known, Listing, Source
from ledger.vocabulary import Id
from projections import obligations, warnings


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
    as_of: Happened = None
    recorded_as_of: Known = None


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
    as_of: Happened = None
    recorded_as_of: Known = None


class WarningsOf(Warnings):
    """What one person was warned of."""

    employee: Id


class WarningsOfBranch(Warnings):
    """What the people who are now in a branch, or anywhere under it, were warned of."""

    branch: Id
