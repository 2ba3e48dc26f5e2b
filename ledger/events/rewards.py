"""Facts about rewards and what people redeem."""

from typing import NamedTuple

from ledger.events.fact import Event
from ledger.vocabulary import Id, Name, Points, ReasonCode, RewardKind, Text, Units


class LotPart(NamedTuple):
    """So many points of that lot."""

    lot: Name
    points: Points


class RewardListed(Event):
    """One day of paid leave for 100 points went on the shelf, 50 units."""

    reward: Id
    title: Text
    kind: RewardKind
    price: Points
    stock: Units


class RewardRestocked(Event):
    """20 more units of the mug arrived."""

    reward: Id
    units: Units


class RewardRepriced(Event):
    """The mug costs 120 points from now on; requests already made keep their price."""

    reward: Id
    price: Points


class RedemptionRequested(Event):
    """Lin asked for one day of paid leave: 100 points of two lots and one unit are held."""

    redemption: Id
    employee: Id
    reward: Id
    price: Points
    lots: tuple[LotPart, ...]


class RedemptionFulfilled(Event):
    """Lin got the day of paid leave: the held points are spent."""

    redemption: Id
    employee: Id
    reward: Id
    price: Points


class RedemptionCancelled(Event):
    """Lin's request was called off before it was fulfilled: lots and unit are given back."""

    redemption: Id
    employee: Id
    reward: Id
    price: Points
    lots: tuple[LotPart, ...]
    because: ReasonCode


class RedemptionRefunded(Event):
    """Lin's unused day of paid leave was taken back: the same lots and the unit return."""

    redemption: Id
    employee: Id
    reward: Id
    price: Points
    lots: tuple[LotPart, ...]
    because: ReasonCode
