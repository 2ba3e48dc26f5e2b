"""What every kind of reward says of itself."""

from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

KINDS: dict[str, type["Kind"]] = {}


class Kind(BaseModel):
    """What one unit of a reward is: its members are said when it is listed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Whether somebody has to count units; leave days are granted, not kept.
    runs_out: ClassVar[bool] = True

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: object) -> None:
        KINDS[cls.__module__.rpartition(".")[2]] = cls

    def taught_in(self) -> str | None:
        """Name the course of the catalogue that a unit is a place in."""
        return None

    def handed_over(self, units: int) -> dict[str, str | Decimal]:  # noqa: ARG002 - most kinds owe nothing by number
        """Say what HR or payroll has to grant for so many units."""
        return {}
