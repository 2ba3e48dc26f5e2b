"""Put a reward on the shelf."""

from typing import Self

from pydantic import Field, model_validator

from ledger.events import RewardListed
from ledger.models.catalogue import CourseEntry
from ledger.models.shelf import Shelf
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseUnknown
from ledger.refusals.rewards import RewardAlreadyListed
from ledger.rewards import KINDS, RewardKind, Terms
from ledger.vocabulary import Id, Points, Text, Units


class ListReward(Command):
    """Offer a reward at a price, with so many units in stock; without a number it does not run out."""

    reward: Id
    title: Text
    kind: RewardKind
    terms: Terms = Field(default=None, validate_default=True)
    price: Points
    stock: Units | None = None
    low_at: Units | None = None

    @model_validator(mode="after")
    def counted(self) -> Self:
        """Goods run out, so somebody has counted them."""
        if self.stock is None and KINDS[self.kind].runs_out:
            raise ValueError(f"{self.kind} runs out: its stock is a number")
        return self

    def decide(self, past: Past) -> RewardListed:
        """Refuse an id that is taken, and a place in a course that nobody knows."""
        if past.read(Shelf(self.reward)).listed:
            raise RewardAlreadyListed(reward=self.reward)
        course = self.terms.taught_in()
        if course is not None and past.read(CourseEntry(course)).entry is None:
            raise CourseUnknown(course=course)
        return RewardListed(**{name: getattr(self, name) for name in type(self).model_fields}, effective_at=past.now)
