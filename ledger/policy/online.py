"""When learning without a session counts."""

from decimal import Decimal

from ledger.policy.part import Part
from ledger.vocabulary import Credits, Score, Share


class OnlinePolicy(Part):
    """When learning without a session counts."""

    minimum_watched_share: Share = Decimal("0.8000")
    pass_mark: Score = Decimal("40.00")
    # An activity that no course in the catalogue describes.
    unlisted_credits: Credits = Decimal("1.00")
