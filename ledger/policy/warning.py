"""When people are warned."""

from typing import Annotated

from pydantic import Field, field_validator

from ledger.policy.part import Part


class WarningPolicy(Part):
    """When people are warned of a course they have to do; being overdue is always told."""

    # 0 is the last day itself.
    days_before: tuple[Annotated[int, Field(ge=0, le=366)], ...] = (30, 14, 7, 1)

    @field_validator("days_before")
    @classmethod
    def _each_nearer(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if list(days) != sorted(set(days), reverse=True):
            raise ValueError("each stage is nearer to the last day than the one before")
        return days
