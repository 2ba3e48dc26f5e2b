"""ANSI/IACET standard for continuing education: ten contact hours are one CEU, in tenths."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from ledger.calculators.calculator import Calculator, Learnt
from ledger.vocabulary import CENT

MINUTES_A_CEU = 600
TENTH = Decimal("0.1")


class Iacet(Calculator):
    """Contact hours divided by ten, rounded half up to the nearest tenth; less than a tenth is nothing."""

    least = TENTH

    name: Literal["iacet"] = "iacet"

    def credits(self, learnt: Learnt) -> Decimal:
        """Count contact time."""
        return _tenths(learnt.minutes)

    def grants(self, credits_: Decimal, minutes: int) -> bool:
        """Allow tenths that the minutes carry."""
        return credits_ % TENTH == 0 and credits_ <= _tenths(minutes)

    def said(self, learnt: Learnt) -> tuple[str, str]:
        """Name the contact time."""
        minutes, whole = learnt.minutes, learnt.whole
        return (
            f"{minutes} contact minutes, {MINUTES_A_CEU} to a CEU, to the nearest tenth; at most {whole}.",
            f"接触时长 {minutes} 分钟，每 {MINUTES_A_CEU} 分钟计 1 个 CEU，四舍五入至 0.1；最高 {whole}。",
        )


def _tenths(minutes: int) -> Decimal:
    # The quotient of minutes is exact to a tenth's half: 30 minutes are 0.05 and round up.
    return (Decimal(minutes) / MINUTES_A_CEU).quantize(TENTH, rounding=ROUND_HALF_UP).quantize(CENT)
