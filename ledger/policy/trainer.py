"""What internal trainers earn."""

from decimal import Decimal

from pydantic import Field

from ledger.policy.part import Part
from ledger.vocabulary import Points, Score


class TrainerPolicy(Part):
    """What internal trainers earn."""

    # However long a session is, a lot can hold its points.
    points_per_taught_hour: int = Field(default=10, gt=0, le=10_000_000)
    well_rated_from: Score = Decimal("90.00")
    well_rated_points: Points = 20
    minimum_ratings: int = Field(default=3, ge=1)
