"""By which standard learning is counted, and how often."""

from datetime import datetime
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import model_validator

from ledger.calculators import CALCULATORS, AnyCalculator, Calculator, CalculatorName
from ledger.policy.part import Part, contradict


class CalculatorPolicy(Part):
    """By which standard learning is counted, and how often."""

    # Where the catalogue names none for a course.
    usual: CalculatorName = "hours"
    # Calculators with other numbers than the standard's own.
    adapted: tuple[AnyCalculator, ...] = ()
    # How often the same course earns credits; a repeat earns 0 and names what was paid.
    course_counts: Literal["once_a_year", "once", "always"] = "once_a_year"

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [calculator.name for calculator in self.adapted]
        if len(set(names)) < len(names):
            contradict("a list that names each calculator once", "不重复列出同一计算标准的列表")
        return self

    def calculator(self, name: str | None) -> Calculator:
        """Give the calculator that the catalogue names for a course, or the usual one, with its numbers."""
        wanted = name or self.usual
        return next((one for one in self.adapted if one.name == wanted), None) or CALCULATORS[wanted].model_validate({})

    def one_period(self, one: datetime, other: datetime, zone: ZoneInfo) -> bool:
        """Tell whether a course learnt at both moments counts once."""
        if self.course_counts == "once_a_year":
            return one.astimezone(zone).year == other.astimezone(zone).year
        return self.course_counts == "once"
