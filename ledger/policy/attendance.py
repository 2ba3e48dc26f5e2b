"""When presence counts."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledger.policy.part import Part
from ledger.vocabulary import Share

Grace = Annotated[int, Field(ge=0, le=60)]
WithinADay = Annotated[int, Field(ge=0, le=24 * 60)]


class AttendancePolicy(Part):
    """When presence counts."""

    # Below this share of the session's minutes nothing is earned; above it, credits follow the minutes.
    minimum_share: Share = Decimal("0.8000")
    # Who arrives later than this is late: a status, not a deduction.
    late_after_minutes: WithinADay = 10
    # Who comes or goes within these minutes of the session's beginning or end loses none of them.
    arrival_grace_minutes: Grace = 0
    leaving_grace_minutes: Grace = 0
    # Whether who never checked out is taken to have stayed to the end.
    open_stay_counts: bool = True
    check_in_opens_minutes_before: WithinADay = 60
    check_out_ends_minutes_after: WithinADay = 120
    # A rotating code changes this often and is accepted this many steps to either side.
    code_step_seconds: int = Field(default=15, ge=5, le=300)
    code_skew_steps: int = Field(default=1, ge=0, le=20)
    # Prompts at random times of a live or recorded session; 0: none is shown.
    prompts_per_hour: int = Field(default=0, ge=0, le=30)
    prompt_answered_within_seconds: int = Field(default=120, ge=10, le=900)
    # Below this share of the prompts shown to a person nothing is earned.
    minimum_answered_share: Share = Decimal("0.7500")
