"""Facts about the log itself, told by us: what it adds up to, so that nothing can be left out unseen."""

from typing import ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from ledger.events.fact import Event
from ledger.vocabulary import Count, Day, Digest, Id, Leaves, Moment, TotalCredits, ViewName, Year


class Totals(BaseModel):
    """How many facts of each type, and what they move."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facts: dict[Id, Count]
    credits_awarded: TotalCredits
    credits_reversed: TotalCredits
    points_earned: Count
    points_expired: Count
    points_reversed: Count
    points_spent: Count
    points_refunded: Count
    redemptions: Count
    # Days before these could happen do not name them.
    points_deducted: Count = 0
    points_paid_out: Count = 0
    debt_waived: Count = 0


class ControlTotalsRecorded(Event):
    """The company's 2 March holds the facts 4,001 to 4,711: 12 check-ins, 18.50 credits, 40 points spent, and so on."""

    schema_version: ClassVar[int] = 2

    period: Day
    first: Leaves
    # One less than `first` on a day without facts.
    last: Count
    day: Totals
    # Of every fact up to `last`.
    total: Totals


class PeriodSealed(Event):
    """The year 2025 of 204 people, as known from the facts up to 31,016, is under this root."""

    period: Year
    begins: Moment
    ends: Moment
    as_of: Leaves
    people: Count
    # Of a Merkle tree (RFC 6962) with a salted leaf for each person.
    root: Digest


class ViewDigest(NamedTuple):
    """What a view, filled by this version of its code with every fact up to a position, hashes to."""

    view: ViewName
    version: Count
    position: Count
    digest: Digest


class ViewDigestsRecorded(Event):
    """Every view was derived again from the facts and agreed with its live tables; these are the digests."""

    views: tuple[ViewDigest, ...]
