"""What learners earn besides credits."""

from pydantic import Field

from ledger.policy.part import Part


class LearnerPolicy(Part):
    """What learners earn besides credits."""

    # However many credits a course is worth, a lot can hold its points.
    points_per_credit: int = Field(default=1, ge=0, le=1_000)
