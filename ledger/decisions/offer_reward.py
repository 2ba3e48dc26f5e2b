"""Say whom a reward is for, and when."""

from ledger.events import RewardOffered
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.shelf import OfferEndsFirst, OfferUnchanged
from ledger.vocabulary import Id, Moment


class OfferReward(Command):
    """State anew from when until when, and to which branches, positions and levels; none named is all."""

    reward: Id
    begins_at: Moment | None = None
    ends_at: Moment | None = None
    branches: tuple[Id, ...] = ()
    positions: tuple[Id, ...] = ()
    levels: tuple[Id, ...] = ()

    def decide(self, past: Past) -> RewardOffered:
        """Refuse an end before its beginning, and an offer that changes nothing."""
        before = listed(past, self.reward).offer
        if self.begins_at is not None and self.ends_at is not None and self.ends_at <= self.begins_at:
            raise OfferEndsFirst(reward=self.reward, ends_at=self.ends_at.isoformat())
        same = {"reward": self.reward} if before is None else before.model_dump()
        if OfferReward(**same) == self:
            raise OfferUnchanged(reward=self.reward)
        return RewardOffered(**self.model_dump(), effective_at=past.now)
