"""Questions about who works where, and the tree of branches."""

from api.http.questions.question import Happened, Known, Listing, Source
from ledger.vocabulary import Id
from projections import (
    branches,
    people,
)


class Members(Listing):
    """Who belongs to which branch; as of a moment, who worked where then."""

    of = Source(people.Person, ("people",), people.people, ("employee",))

    branch: Id | None = None
    as_of: Happened = None
    recorded_as_of: Known = None


class Career(Listing):
    """A person's history: joinings, moves, positions, absences and leavings, by when they happened."""

    of = Source(people.Episode, ("people",), people.history, ("effective_at", "position"))

    employee: Id
    as_of: Happened = None
    recorded_as_of: Known = None


class Branches(Listing):
    """The tree of branches, each with its path from the root; as of a moment, as it stood then."""

    of = Source(branches.Branch, ("branches",), branches.branches, ("branch",))

    under: Id | None = None
    as_of: Happened = None
    recorded_as_of: Known = None
