"""Questions about who answers for whom, and what passes to another."""

from typing import Literal

from api.http.questions.question import Listing, Source
from ledger.vocabulary import Id
from projections import reporting, transfers


class Transfers(Listing):
    """Transfers of responsibility in the order they were proposed."""

    of = Source(transfers.Transfer, ("transfers",), transfers.transfers, ("position",))

    employee: Id | None = None
    state: Literal["proposed", "approved", "rejected"] | None = None


class Responsibilities(Listing):
    """Whom a person leads, which branches, and for whom the person stands in, now."""

    of = Source(reporting.Responsibility, ("reporting",), reporting.responsibilities, ("role", "subject"))

    employee: Id
