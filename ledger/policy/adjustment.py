"""Corrections by hand."""

from typing import ClassVar

from pydantic import Field

from ledger.policy.part import Part


class AdjustmentPolicy(Part):
    """Corrections by hand, which need two people."""

    personal: ClassVar[bool] = False

    # A proposal that nobody decided about by then can no longer be approved.
    lapse_after_days: int = Field(default=14, ge=1, le=366)
