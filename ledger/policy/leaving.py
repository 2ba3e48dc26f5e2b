"""What becomes of the points of who leaves."""

from typing import Literal

from pydantic import Field

from ledger.policy.part import Part


class LeavingPolicy(Part):
    """What becomes of the points of who leaves."""

    # Who returns before the end of these days after the last one keeps the points.
    grace_days: int = Field(default=30, ge=0, le=366)
    treatment: Literal["pay_out", "lapse"] = "lapse"
