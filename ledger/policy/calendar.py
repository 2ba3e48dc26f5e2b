"""The company's calendar: when a period begins, and which days are worked."""

from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from ledger.policy.part import Part, contradict
from ledger.vocabulary import Day

SATURDAY = 5


class CalendarPolicy(Part):
    """Monday to Friday are worked, but for holidays, and so are the weekends that make up for them."""

    personal: ClassVar[bool] = False
    together: ClassVar[tuple[frozenset[str], ...]] = (
        frozenset(("begins_month", "begins_day")),
        frozenset(("holidays", "worked_weekends")),
    )

    # A period is a year, named after the calendar year that it begins in.
    begins_month: int = Field(default=1, ge=1, le=12)
    begins_day: int = Field(default=1, ge=1, le=28)
    holidays: tuple[Day, ...] = ()
    worked_weekends: tuple[Day, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        both = sorted(set(self.holidays) & set(self.worked_weekends))
        if both:
            contradict(f"either a holiday or worked: {both[0]}", f"{both[0]} 只能是假日或补班日之一")
        for day in self.worked_weekends:
            if date.fromisoformat(day).weekday() < SATURDAY:
                contradict(f"weekends only: {day} is worked anyway", f"仅限周末：{day} 本为工作日")
        return self
