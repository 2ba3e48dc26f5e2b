"""学时: the catalogue's credits, by the share of the time that was attended. The default."""

from decimal import ROUND_DOWN, Decimal
from typing import Literal

from ledger.calculators.calculator import Calculator, Learnt
from ledger.vocabulary import CENT


class Hours(Calculator):
    """Credits follow the verified minutes, cut to cents."""

    name: Literal["hours"] = "hours"

    def credits(self, learnt: Learnt) -> Decimal:
        """Share the course's credits out over its minutes; who stays longer than planned gets no more."""
        if learnt.minutes >= learnt.of_minutes:
            return learnt.whole
        return (learnt.whole * learnt.minutes / learnt.of_minutes).quantize(CENT, rounding=ROUND_DOWN)

    def grants(self, credits_: Decimal, minutes: int) -> bool:  # noqa: ARG002 - the catalogue decides
        """Leave it to the catalogue."""
        return True

    def said(self, learnt: Learnt) -> tuple[str, str]:
        """Name the share."""
        return (
            f"{learnt.minutes} of {learnt.of_minutes} minutes of {learnt.whole} credits, cut to cents.",
            f"{learnt.whole} 学分按 {learnt.of_minutes} 分钟中的 {learnt.minutes} 分钟计，舍去不足 0.01 的部分。",
        )
