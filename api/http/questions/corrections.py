"""Questions about what was put right for one person or for many."""

from typing import Literal

from api.http.questions.question import Listing, Source
from ledger.vocabulary import Id, Year
from projections import (
    requirement_changes,
    restatements,
)


class RequirementChanges(Listing):
    """Exemptions and corrections of what is owed, in the order they were proposed."""

    of = Source(
        requirement_changes.RequirementChange, ("requirement_changes",), requirement_changes.changes, ("position",)
    )

    employee: Id | None = None
    period: Year | None = None
    state: Literal["proposed", "approved", "rejected", "revoked"] | None = None


class Restatements(Listing):
    """Corrections of what many people were given: what each would come to, and what it has come to so far."""

    of = Source(restatements.Restatement, ("restatements",), restatements.restatements, ("position",))

    restatement: Id | None = None
    state: Literal["proposed", "previewed", "approved", "rejected", "finished"] | None = None
