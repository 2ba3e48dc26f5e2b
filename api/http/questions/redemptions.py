"""Questions about redemptions and the approvals they wait for."""

from typing import Literal

from api.http.questions.question import Listing, One, Source
from ledger.vocabulary import Id
from projections import redemptions, reporting

RedemptionStatus = Literal["requested", "approved", "rejected", "lapsed", "fulfilled", "cancelled", "refunded"]


class Redemptions(Listing):
    """Redemptions in the order they were requested."""

    of = Source(redemptions.Redemption, ("redemptions",), redemptions.redemptions, ("position",))

    employee: Id | None = None
    reward: Id | None = None
    state: RedemptionStatus | None = None


class RedemptionsOf(Redemptions):
    """One person's redemptions in the order they were requested."""

    employee: Id


class Redemption(One):
    """One redemption and what became of it."""

    of = Source(redemptions.Redemption, ("redemptions",), redemptions.redemptions)

    redemption: Id


class Awaited(Listing):
    """Requests that wait for an approval, and whose that is; where nobody holds the step it is HR's."""

    of = Source(reporting.Awaited, ("reporting", "redemptions", "people"), reporting.awaited, ("position",))


class AwaitedFrom(Awaited):
    """Requests that this person may approve, as the holder of the step or as a deputy."""

    employee: Id
