"""What internal trainers earn."""

from decimal import Decimal

from ledger.policy.part import Part
from ledger.vocabulary import Points, Score


class TrainerPolicy(Part):
    """What internal trainers earn."""

    points_per_taught_hour: Points = 10
    well_rated_from: Score = Decimal("90.00")
    well_rated_points: Points = 20
    minimum_ratings: int = 3
