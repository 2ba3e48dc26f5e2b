"""When learning without a session counts."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from ledger.policy.part import Part
from ledger.vocabulary import Credits, Score, Share

# What a completion can show.
Shown = Literal["watched", "active", "assessment", "feedback"]


class OnlinePolicy(Part):
    """When learning without a session counts."""

    # What every completion has to show; what it shows unasked has to be enough all the same.
    required: tuple[Shown, ...] = ()
    minimum_watched_share: Share = Decimal("0.8000")
    # The share of the time in which the learner did something.
    minimum_active_share: Share = Decimal("0.5000")
    pass_mark: Score = Decimal("40.00")
    # None: an assessment may be tried as often as one likes.
    most_attempts: int | None = Field(default=None, ge=1, le=100)
    # An activity that no course in the catalogue describes.
    unlisted_credits: Credits = Decimal("1.00")
