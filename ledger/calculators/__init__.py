"""Calculators, a file each. All are read here, so that `CALCULATORS` knows every one by its name."""

from functools import reduce
from importlib import import_module
from operator import or_
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from ledger.calculators.calculator import CALCULATORS, Calculator, Learnt, Worth

__all__ = ["CALCULATORS", "AnyCalculator", "Basis", "Calculator", "CalculatorName", "Learnt", "Worth"]

for file in iter_modules(__path__):
    import_module(f"{__name__}.{file.name}")

if TYPE_CHECKING:
    AnyCalculator = Calculator
    CalculatorName = str
else:
    AnyCalculator = Annotated[reduce(or_, CALCULATORS.values()), Field(discriminator="name")]
    CalculatorName = Literal[tuple(CALCULATORS)]


class Basis(Learnt):
    """What an award rests on: what was learnt, by whose rules, and the calculator with its numbers."""

    # Of this award: an append can rest on the rules of many people.
    policy: str
    calculator: AnyCalculator

    def said(self) -> tuple[str, str]:
        """Give the reason as a sentence, in English and Chinese."""
        return self.calculator.said(self)
