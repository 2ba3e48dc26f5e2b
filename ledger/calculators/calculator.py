"""What every calculator is asked, and what it answers: verified learning in, credits and a reason out."""

from decimal import Decimal
from typing import ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from ledger.vocabulary import NOTHING, CheckMethod, Checks, Credits, Minutes, Shortfall

CALCULATORS: dict[str, type["Calculator"]] = {}


class Learnt(BaseModel):
    """What is known of an activity when its worth is counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Verified, of the session's or the course's.
    minutes: Minutes
    of_minutes: Minutes
    # What the catalogue gives for the whole; nothing is worth more.
    whole: Credits
    online: bool = False
    # How presence was shown.
    methods: tuple[CheckMethod, ...] = ()
    # Prompts at random times.
    checks_shown: Checks = 0
    checks_answered: Checks = 0
    # Nothing but a person's word for it.
    self_certified: bool = False


class Worth(NamedTuple):
    """What an activity is worth by itself, and why nothing where it is nothing."""

    credits: Decimal
    shortfall: Shortfall | None = None


class Calculator(BaseModel):
    """A standard by which learning is counted, with its numbers as members."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Whether the minimum share of a session is asked for; a standard that counts from a first minute on asks for none.
    by_share: ClassVar[bool] = True
    # The least that a standard gives.
    least: ClassVar[Decimal] = NOTHING

    name: str

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: object) -> None:
        CALCULATORS[cls.model_fields["name"].default] = cls

    def worth(self, learnt: Learnt) -> Worth:
        """Count, never above the whole."""
        credits_ = self.credits(learnt)
        return Worth(NOTHING, "TOO_SHORT") if credits_ < self.least else Worth(min(credits_, learnt.whole))

    def credits(self, learnt: Learnt) -> Decimal:
        """Count as the standard does, whatever the catalogue says."""
        raise NotImplementedError

    def grants(self, credits_: Decimal, minutes: int) -> bool:
        """Tell whether a course of so many minutes can be worth so much under the standard."""
        raise NotImplementedError

    def said(self, learnt: Learnt) -> tuple[str, str]:
        """Give the reason as a sentence, in English and Chinese."""
        raise NotImplementedError
