"""What activities are worth and what the rules allow: numbers as data, in a document with a version.

The defaults are those of the business rules; each number has its unit in its name.
"""

from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from ledger.vocabulary import ApprovalStep, Credits, Day, Points, Score, Share


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


class AfterMonths(_Part):
    """Points last so many months; their last day is the same day of that month, or the month's last."""

    rule: Literal["after_months"] = "after_months"
    months: int = Field(default=24, ge=1, le=600)


class AtYearEnd(_Part):
    """Points last until 31 December of the year in which they were earned, or so many years later."""

    rule: Literal["at_year_end"] = "at_year_end"
    years_later: int = Field(default=0, ge=0, le=50)


class OnDay(_Part):
    """All points last until one day."""

    rule: Literal["on_day"] = "on_day"
    last_day: Day


class Never(_Part):
    """Points last for ever."""

    rule: Literal["never"] = "never"


class PointsPolicy(_Part):
    """How long points wait, and how long they last: whole days of the company's calendar, to the last day's end."""

    expire: AfterMonths | AtYearEnd | OnDay | Never = Field(default=AfterMonths(), discriminator="rule")
    # 0: points can be spent at once.
    activate_after_days: int = Field(default=0, ge=0, le=366)


class AdjustmentPolicy(_Part):
    """Corrections by hand, which need two people."""

    # A proposal that nobody decided about by then can no longer be approved.
    lapse_after_days: int = Field(default=14, ge=1, le=366)


class LeavingPolicy(_Part):
    """What becomes of the points of who leaves."""

    # Who returns before the end of these days after the last one keeps the points.
    grace_days: int = Field(default=30, ge=0, le=366)
    treatment: Literal["pay_out", "lapse"] = "lapse"


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
    adjustment: AdjustmentPolicy = AdjustmentPolicy()
    leaving: LeavingPolicy = LeavingPolicy()

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone whose calendar bounds periods and expiry dates."""
        return ZoneInfo(self.zone)


DEFAULT_POLICY = Policy()
