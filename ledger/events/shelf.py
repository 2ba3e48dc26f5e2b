"""Facts about rewards: what is offered, to whom, for how much, and how many units there are."""

from typing import Annotated, ClassVar

from pydantic import Field

from ledger.events.fact import Event
from ledger.rewards import RewardKind, Terms
from ledger.vocabulary import Holder, Id, LimitPeriod, Moment, Points, ReasonCode, Text, Units


class RewardListed(Event):
    """One day of paid leave for 100 points went on the shelf, 50 units."""

    schema_version: ClassVar[int] = 2

    reward: Id
    title: Text
    kind: RewardKind
    price: Points
    # None: it does not run out.
    stock: Units | None
    terms: Terms | None = None
    # A warning is due when no more than this are left.
    low_at: Units | None = None


class RewardOffered(Event):
    """The mug is for Chengdu's engineers of level P5, until the end of the year; an empty list is everybody."""

    reward: Id
    begins_at: Moment | None
    ends_at: Moment | None
    branches: tuple[Id, ...]
    positions: tuple[Id, ...]
    levels: tuple[Id, ...]


class RewardLimited(Event):
    """A person gets at most 2 mugs a quarter; without units the limit is lifted."""

    reward: Id
    holder: Holder
    period: LimitPeriod
    units: Units | None


class RewardRepriced(Event):
    """The mug costs 120 points from that moment on; requests already made keep their price."""

    reward: Id
    price: Points


class RewardRestocked(Event):
    """20 more units of the mug arrived, batch B-7, good until the end of June, paid for by cost centre 4711."""

    schema_version: ClassVar[int] = 2

    reward: Id
    units: Units
    batch: Id | None = None
    good_until: Moment | None = None
    cost_centre: Id | None = None
    because: ReasonCode | None = None


class RewardRecounted(Event):
    """Two mugs fewer were counted than the ledger knew of: they were broken."""

    reward: Id
    # More or fewer than were known.
    units: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
    because: ReasonCode


class BatchWrittenOff(Event):
    """Three units of batch B-7 were left when its date came."""

    reward: Id
    batch: Id
    units: Units


class StockRanLow(Event):
    """Five mugs are left, and somebody wanted to know."""

    reward: Id
    left: Annotated[int, Field(ge=0)]
    low_at: Units


class StockWatched(Event):
    """From now on somebody wants to know when no more than five mugs are left."""

    reward: Id
    low_at: Units | None


class RewardRetired(Event):
    """The mug is no longer offered; requests already made are still fulfilled."""

    reward: Id
    because: ReasonCode


class RewardRelisted(Event):
    """The mug is offered again."""

    reward: Id
