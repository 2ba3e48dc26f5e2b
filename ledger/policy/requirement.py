"""What a person owes in a period, and what lowers it."""

from collections import Counter
from decimal import Decimal
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from ledger.policy.part import Part, contradict
from ledger.vocabulary import CourseCategory, CourseKind, Credits, ReasonCode

# How much of a period's credits somebody owes who is there for a part of it: by days, by the months in which there is
# a day, or all of it.
ProRata = Literal["days", "months_started", "none"]
# How days away lower what is owed: by their share of all days or of the working days, or not at all.
Lowering = Literal["days", "working_days", "nothing"]
KINDS = ("required", "elective")


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


class HonourRule(Part):
    """Whose period is honoured. The rules are a branch's or the company's; a position has none."""

    # 学分达人: who learnt at least so many credits that count.
    credit_champion_from: Credits = Decimal("200.00")
    # 年度学习之星: the first so many of each branch, or of all those branches whose rules say `company`.
    learning_stars: int = Field(default=1, ge=0, le=1000)
    learning_stars_of: Literal["branch", "company"] = "branch"
    learning_star_from: Credits = Decimal("0.00")
    # Whether only those are honoured who miss nothing of what they owe.
    requirement_met: bool = True


class RequirementPolicy(Part):
    """Credits owed in a period, and their reliefs."""

    # Honours are won among the people of a branch or the company.
    of_branches: ClassVar[frozenset[str]] = frozenset({"honours"})
    together: ClassVar[tuple[frozenset[str], ...]] = (frozenset(("credits", "categories")),)

    credits: Credits = Decimal("150.00")
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
    change_reasons: tuple[ReasonCode, ...] = (
        *("EQUIVALENT_QUALIFICATION", "ILLNESS", "SECONDMENT", "NEAR_RETIREMENT", "NEW_DUTIES", "RECORDED_WRONG"),
    )
    # A change may be asked for up to so many days after the period, and lapses when nobody decides for so long.
    change_days_after_period: int = Field(default=31, ge=0, le=366)
    change_lapses_after_days: int = Field(default=30, ge=1, le=366)
    honours: HonourRule = HonourRule()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _once([rule.of for rule in self.categories])
        _once([rule.kind for rule in self.absences])
        for rule in self.categories:
            most = self.credits if rule.maximum_credits is None else min(rule.maximum_credits, self.credits)
            if rule.minimum_credits > most:
                contradict(f"at most {most} credits as the minimum of {rule.of}", f"{rule.of} 的下限不超过 {most} 学分")
        kinds = sum(rule.minimum_credits for rule in self.categories if rule.of in KINDS)
        others = sum(rule.minimum_credits for rule in self.categories if rule.of not in KINDS)
        if max(kinds, others) > self.credits:
            contradict(f"minimum credits of at most {self.credits} together", f"各项下限合计不超过 {self.credits} 学分")
        return self

    def absence(self, kind: str) -> AbsenceRule | None:
        """The rule of a kind of absence; a branch need not know all that others do."""
        return next((rule for rule in self.absences if rule.kind == kind), None)


def _once(names: list[str]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        contradict(f"each once: {twice[0]} is named twice", f"不得重复：{twice[0]} 出现多次")
