"""NASBA and AICPA, Statement on Standards for CPE Programs: 50 minutes are one CPE credit."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ledger.calculators.calculator import Calculator, Learnt, Worth
from ledger.vocabulary import CENT, NOTHING

MINUTES_A_CREDIT = 50
ONE = Decimal("1.00")


class Nasba(Calculator):
    """The first credit whole, then halves or fifths, always rounded down; online only with checks of attention."""

    by_share = False
    least = ONE

    name: Literal["nasba"] = "nasba"
    # Halves or fifths: a sponsor chooses one of them and keeps to it.
    increments_per_credit: Literal[2, 5] = 2
    online_checks_per_credit: Annotated[int, Field(ge=3, le=60)] = 3

    def worth(self, learnt: Learnt) -> Worth:
        """Refuse credit for a person's mere word; online, no credit is given that too few checks stand behind."""
        if learnt.self_certified:
            return Worth(NOTHING, "SELF_CERTIFIED")
        worth = super().worth(learnt)
        if learnt.online and worth.credits > 0:
            checked = self._stepped(Decimal(learnt.checks_answered) / self.online_checks_per_credit)
            return Worth(min(worth.credits, checked), None if checked else "CHECKS_MISSING")
        return worth

    def credits(self, learnt: Learnt) -> Decimal:
        """Count the minutes, rounded down to the increment."""
        return self._stepped(Decimal(learnt.minutes) / MINUTES_A_CREDIT)

    def grants(self, credits_: Decimal, minutes: int) -> bool:
        """Allow what the increment can express and the minutes carry."""
        return credits_ == self._stepped(credits_) <= Decimal(minutes) / MINUTES_A_CREDIT

    def said(self, learnt: Learnt) -> tuple[str, str]:
        """Name the minutes, and online the checks."""
        step = ONE / self.increments_per_credit
        en = f"{learnt.minutes} minutes: one CPE credit for the first {MINUTES_A_CREDIT}, then steps of {step:.1f}"
        zh = f"{learnt.minutes} 分钟：满 {MINUTES_A_CREDIT} 分钟计 1 个 CPE 学分，其后按 {step:.1f} 递增"
        if learnt.online:
            en += f"; {learnt.checks_answered} checks answered, {self.online_checks_per_credit} needed per credit"
            zh += f"；已回应 {learnt.checks_answered} 次随机确认，每学分需 {self.online_checks_per_credit} 次"
        return f"{en}; at most {learnt.whole}.", f"{zh}；最高 {learnt.whole}。"

    def _stepped(self, credits_: Decimal) -> Decimal:
        if credits_ < self.least:
            return NOTHING
        return (credits_ * self.increments_per_credit // 1 / self.increments_per_credit).quantize(CENT)
