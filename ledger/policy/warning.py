"""When people are warned."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from ledger.policy.part import Part, contradict
from ledger.vocabulary import Share

# 29 February comes every fourth year, so no year is looked at then.
MonthDay = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:(?:0[13578]|1[02])-31|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8]))$"
    ),
]


class WarningPolicy(Part):
    """When people are warned: of a course they have to do, and of being behind the straight line of their period."""

    personal: ClassVar[bool] = False

    # Days before the last one of a required course, 0 being the last itself; being overdue is always told.
    days_before: tuple[Annotated[int, Field(ge=0, le=366)], ...] = (30, 14, 7, 1)
    # At the ends of these days credits are held against the line: those of the quarters and of the last three months.
    behind_on: tuple[MonthDay, ...] = ("03-31", "06-30", "09-30", "10-31", "11-30", "12-31")
    # Who is behind it by no more than this share of what they owe is not warned.
    behind_by_more_than: Share = Decimal("0.1000")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if list(self.days_before) != sorted(set(self.days_before), reverse=True):
            contradict("days in descending order, each once", "天数须从大到小且不得重复")
        if list(self.behind_on) != sorted(set(self.behind_on)):
            contradict("days in the order of the year, each once", "日期须按年内先后且不得重复")
        return self

    def last_day_behind(self, today: date) -> date | None:
        """Give the newest of the days at whose end credits are held against the line that is over."""
        days = (date.fromisoformat(f"{year}-{day}") for year in (today.year - 1, today.year) for day in self.behind_on)
        return max((day for day in days if day < today), default=None)
