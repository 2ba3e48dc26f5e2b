"""What a person owes in a period, and what lowers it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from ledger.policy.part import Part
from ledger.vocabulary import CourseCategory, CourseKind, Credits, Day, ReasonCode

# How much of a period's credits somebody owes who is there for a part of it.
ProRata = Literal["days", "months_started", "none"]
# How days away lower what is owed: by their share of all days or of the working days, or not at all.
Lowering = Literal["days", "working_days", "nothing"]
SATURDAY = 5


class CategoryRule(Part):
    """How much of the credits owed a kind or a category of course must make up, and how much of it counts."""

    of: CourseKind | CourseCategory
    minimum_credits: Credits = Decimal("0.00")
    # None: all of it counts.
    maximum_credits: Credits | None = None


class AbsenceRule(Part):
    """What a kind of absence lowers."""

    kind: ReasonCode
    lowers_by: Lowering
    # A shorter one lowers nothing.
    from_days: int = Field(default=1, ge=1, le=366)


class CarryOver(Part):
    """What of the credits beyond those owed counts in later periods."""

    maximum_credits: Credits = Decimal("0.00")
    periods: int = Field(default=1, ge=1, le=10)


class Honours(Part):
    """From when a person's year is honoured."""

    # 学分达人
    credit_champion_from: Credits = Decimal("200.00")
    # 年度学习之星: so many of a branch, of those who owe nothing any more.
    learning_stars: int = Field(default=1, ge=0, le=1000)


class RequirementPolicy(Part):
    """Credits owed in a period, its calendar, and its reliefs."""

    credits: Credits = Decimal("150.00")
    # A period is a year and named after the one that it begins in; the whole company has one calendar.
    begins_month: int = Field(default=1, ge=1, le=12)
    begins_day: int = Field(default=1, ge=1, le=28)
    categories: tuple[CategoryRule, ...] = ()
    carry_over: CarryOver = CarryOver()
    pro_rata: ProRata = "days"
    absences: tuple[AbsenceRule, ...] = (
        AbsenceRule(kind="TRAVEL", lowers_by="working_days"),
        AbsenceRule(kind="MATERNITY", lowers_by="days"),
        AbsenceRule(kind="PATERNITY", lowers_by="days"),
        AbsenceRule(kind="SICK", lowers_by="days", from_days=30),
        AbsenceRule(kind="UNPAID", lowers_by="days", from_days=30),
        AbsenceRule(kind="STUDY", lowers_by="nothing"),
    )
    # Monday to Friday are worked, but for holidays, and so are the days that make up for them.
    holidays: tuple[Day, ...] = ()
    worked_weekends: tuple[Day, ...] = ()
    change_reasons: tuple[ReasonCode, ...] = (
        *("EQUIVALENT_QUALIFICATION", "ILLNESS", "SECONDMENT", "NEAR_RETIREMENT", "NEW_DUTIES", "RECORDED_WRONG"),
    )
    # A change may be asked for up to so many days after the period, and lapses when nobody decides for so long.
    change_days_after_period: int = Field(default=31, ge=0, le=366)
    change_lapses_after_days: int = Field(default=30, ge=1, le=366)
    # A missed session may be made up for so long.
    make_up_days: int = Field(default=30, ge=0, le=366)
    honours: Honours = Honours()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _once("categories", [rule.of for rule in self.categories])
        _once("absences", [rule.kind for rule in self.absences])
        _once("holidays and worked_weekends", [*self.holidays, *self.worked_weekends])
        for rule in self.categories:
            most = self.credits if rule.maximum_credits is None else min(rule.maximum_credits, self.credits)
            if rule.minimum_credits > most:
                raise ValueError(f"{rule.of}: at least {rule.minimum_credits} credits, but only {most} of them count")
        kinds = sum(rule.minimum_credits for rule in self.categories if rule.of in ("required", "elective"))
        if max(kinds, sum(rule.minimum_credits for rule in self.categories) - kinds) > self.credits:
            raise ValueError(f"the minimum credits of all categories are more than the {self.credits} owed")
        for day in self.worked_weekends:
            if date.fromisoformat(day).weekday() < SATURDAY:
                raise ValueError(f"{day} is no weekend and need not be named")
        return self

    def absence(self, kind: str) -> AbsenceRule | None:
        """The rule of a kind of absence."""
        return next((rule for rule in self.absences if rule.kind == kind), None)


def _once(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what}: {name} is named twice")
        seen.add(name)
