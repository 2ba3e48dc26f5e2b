"""带薪假期: days off that HR grants."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from ledger.rewards.kind import Kind

HALF = Decimal("0.5")
Days = Annotated[Decimal, Field(gt=0, le=366, multiple_of=HALF, max_digits=4, decimal_places=1)]


class PaidLeave(Kind):
    """A unit is so many days of paid leave, in half days."""

    runs_out: ClassVar[bool] = False

    days: Days = Decimal("1.0")

    def handed_over(self, units: int) -> dict[str, str | Decimal]:
        """Days to grant."""
        return {"days": self.days * units}
