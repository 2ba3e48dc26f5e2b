"""Questions about rewards: the whole catalogue, and what is in it for one person."""

from api.http.questions.question import Listing, One, Source
from ledger.rewards import RewardKind
from ledger.vocabulary import Id
from projections import (
    catalogue,
    shelf,
)


class Shelf(Listing):
    """Rewards, what they cost and how many are left."""

    of = Source(shelf.Reward, ("shelf",), shelf.rewards, ("reward",))

    kind: RewardKind | None = None
    available: bool = False


class Reward(One):
    """One reward."""

    of = Source(shelf.Reward, ("shelf",), shelf.rewards)

    reward: Id


class Offers(Listing):
    """The catalogue of one person: what is for them, what they may still take, and why not."""

    of = Source(catalogue.Offer, ("shelf", "people", "balances"), catalogue.offers, ("reward",))

    employee: Id
    kind: RewardKind | None = None
    redeemable: bool = False


class Prices(Listing):
    """What a reward cost, costs, and will cost."""

    of = Source(catalogue.Price, ("shelf",), catalogue.prices, ("since",))

    reward: Id


class Deliveries(Listing):
    """The units of a reward that came, were counted, and were written off."""

    of = Source(catalogue.Delivery, ("shelf",), catalogue.deliveries, ("position",))

    reward: Id


class Waiters(Listing):
    """Who waits for a reward, longest first."""

    of = Source(catalogue.Waiter, ("shelf",), catalogue.waiters, ("position",))

    reward: Id
