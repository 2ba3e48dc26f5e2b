"""What activities are worth and what the rules allow: numbers as data, in a document with a version.

The defaults are those of the business rules; each number has its unit in its name.
"""

from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from ledger.vocabulary import ApprovalStep, Credits, Points, Score, Share


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AttendancePolicy(_Part):
    """When presence counts."""

    # Below this share of the session's minutes nothing is earned; above it, credits follow the minutes.
    minimum_share: Share = Decimal("0.8000")
    # Who arrives later than this is late: a status, not a deduction.
    late_after_minutes: int = 10
    check_in_opens_minutes_before: int = 60
    check_out_ends_minutes_after: int = 120
    # A rotating code changes this often and is accepted this many steps to either side.
    code_step_seconds: int = 15
    code_skew_steps: int = 1


class OnlinePolicy(_Part):
    """When learning without a session counts."""

    minimum_watched_share: Share = Decimal("0.8000")
    pass_mark: Score = Decimal("40.00")
    # An activity that no course in the catalogue describes.
    unlisted_credits: Credits = Decimal("1.00")


class LearnerPolicy(_Part):
    """What learners earn besides credits."""

    points_per_credit: int = Field(default=1, ge=0)


class TrainerPolicy(_Part):
    """What internal trainers earn."""

    points_per_taught_hour: Points = 10
    well_rated_from: Score = Decimal("90.00")
    well_rated_points: Points = 20
    minimum_ratings: int = 3


class PointsPolicy(_Part):
    """How long points live."""

    expire_after_months: int = Field(default=24, ge=1, le=600)


class CataloguePolicy(_Part):
    """How rewards are offered."""

    # How long a unit is kept for whoever's turn it is.
    kept_for_hours: int = Field(default=72, ge=1, le=24 * 366)


class ApprovalRule(_Part):
    """A request that costs more than this needs this approval."""

    above_points: Points
    step: ApprovalStep


class RedemptionPolicy(_Part):
    """Whose approval a request needs, one after another, and how long it waits for it."""

    approvals: tuple[ApprovalRule, ...] = (
        ApprovalRule(above_points=200, step="line_manager"),
        ApprovalRule(above_points=1_000, step="branch_head"),
        ApprovalRule(above_points=5_000, step="hr"),
    )
    approval_days: int = Field(default=14, ge=1, le=366)

    def steps(self, points: int) -> tuple[ApprovalStep, ...]:
        """Name the approvals that a request of so many points needs; most need none."""
        return tuple([rule.step for rule in self.approvals if points > rule.above_points])


class Policy(_Part):
    """One version of all rules that are numbers."""

    version: str = "default-1"
    zone: str = "Asia/Shanghai"
    attendance: AttendancePolicy = AttendancePolicy()
    online: OnlinePolicy = OnlinePolicy()
    learner: LearnerPolicy = LearnerPolicy()
    trainer: TrainerPolicy = TrainerPolicy()
    points: PointsPolicy = PointsPolicy()
    catalogue: CataloguePolicy = CataloguePolicy()
    redemption: RedemptionPolicy = RedemptionPolicy()

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone whose calendar bounds periods and expiry dates."""
        return ZoneInfo(self.zone)


DEFAULT_POLICY = Policy()
