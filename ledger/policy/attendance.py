"""When presence counts."""

from decimal import Decimal

from ledger.policy.part import Part
from ledger.vocabulary import Share


class AttendancePolicy(Part):
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
