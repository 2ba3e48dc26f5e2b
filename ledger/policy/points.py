"""How long points wait, and how long they last."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from ledger.policy.part import Part, contradict
from ledger.vocabulary import Day

SHORTEST_MONTH = 28


class AfterMonths(Part):
    """Points last so many months; their last day is the same day of that month, or the month's last."""

    rule: Literal["after_months"] = "after_months"
    months: int = Field(default=24, ge=1, le=600)


class AtYearEnd(Part):
    """Points last until 31 December of the year in which they were earned, or so many years later."""

    rule: Literal["at_year_end"] = "at_year_end"
    years_later: int = Field(default=0, ge=0, le=50)


class OnDay(Part):
    """All points last until one day."""

    rule: Literal["on_day"] = "on_day"
    last_day: Day


class Never(Part):
    """Points last for ever."""

    rule: Literal["never"] = "never"


class PointsPolicy(Part):
    """How long points wait, and how long they last: whole days of the company's calendar, to the last day's end."""

    together: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"expire", "activate_after_days"}),)

    expire: AfterMonths | AtYearEnd | OnDay | Never = Field(default=AfterMonths(), discriminator="rule")
    # 0: points can be spent at once.
    activate_after_days: int = Field(default=0, ge=0, le=366)
    # A refund gives points whose lot has lapsed meanwhile so many days more; 0: they lapse at once.
    refund_grace_days: int = Field(default=30, ge=0, le=366)

    @model_validator(mode="after")
    def _before_they_lapse(self) -> Self:
        if isinstance(self.expire, AfterMonths) and self.activate_after_days >= self.expire.months * SHORTEST_MONTH:
            contradict("of points that can be spent before they lapse", "先可用、后失效的积分期限")
        return self
