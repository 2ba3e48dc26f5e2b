"""Change what a reward costs."""

from ledger.events import RewardRepriced
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.rewards import PriceUnchanged
from ledger.refusals.shelf import PriceInThePast
from ledger.vocabulary import Id, Moment, Points


class RepriceReward(Command):
    """Set the price from now or a later moment on; requests already made keep theirs."""

    reward: Id
    price: Points
    since: Moment | None = None

    def decide(self, past: Past) -> RewardRepriced:
        """Refuse an unknown reward, a moment that is over, and the price it has then."""
        shelf = listed(past, self.reward)
        since = self.since or past.now
        if since < past.now:
            raise PriceInThePast(reward=self.reward, since=since.isoformat())
        if shelf.price_at(since) == self.price:
            raise PriceUnchanged(reward=self.reward, price=self.price)
        return RewardRepriced(reward=self.reward, price=self.price, effective_at=since)
