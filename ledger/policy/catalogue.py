"""How rewards are offered."""

from typing import ClassVar

from pydantic import Field

from ledger.policy.part import Part


class CataloguePolicy(Part):
    """How rewards are offered."""

    personal: ClassVar[bool] = False

    # How long a unit is kept for whoever's turn it is.
    kept_for_hours: int = Field(default=72, ge=1, le=24 * 366)
