"""奖金: money that payroll pays out."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from ledger.rewards.kind import Kind
from ledger.vocabulary import two_places

Amount = Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=2), AfterValidator(two_places)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Bonus(Kind):
    """A unit is an amount of money in an ISO 4217 currency."""

    runs_out: ClassVar[bool] = False

    amount: Amount
    currency: Currency = "CNY"

    def handed_over(self, units: int) -> dict[str, str | Decimal]:
        """Money to pay."""
        return {"amount": self.amount * units, "currency": self.currency}
