"""Facts about what people redeem."""

from typing import ClassVar, NamedTuple

from ledger.events.fact import Event
from ledger.vocabulary import ApprovalStep, Id, Moment, Name, Points, ReasonCode, Units


class LotPart(NamedTuple):
    """So many points of that lot."""

    lot: Name
    points: Points


class RedemptionRequested(Event):
    """Lin asked for one day of paid leave: 100 points of two lots and one unit are held."""

    schema_version: ClassVar[int] = 3

    redemption: Id
    employee: Id
    reward: Id
    # Of all units together; one costs `price / units`.
    price: Points
    lots: tuple[LotPart, ...]
    units: Units = 1
    # Whose approvals it needs, in this order, before the moment at which it lapses.
    approvals: tuple[ApprovalStep, ...] = ()
    lapses_at: Moment | None = None
    # Whose allowance it counts against, where the reward has a limit for each branch.
    branch: Id | None = None
    # Who asked in the person's place, and so approves nothing of it.
    asked_by: Id | None = None


class RedemptionFulfilled(Event):
    """Lin got the day of paid leave: the points held for it are spent, in the order the request names them."""

    schema_version: ClassVar[int] = 2

    redemption: Id
    employee: Id
    reward: Id
    price: Points
    units: Units = 1


class RedemptionCancelled(Event):
    """What was left of Lin's request was called off: lots and units are given back."""

    schema_version: ClassVar[int] = 2

    redemption: Id
    employee: Id
    reward: Id
    price: Points
    lots: tuple[LotPart, ...]
    because: ReasonCode
    units: Units = 1


class RedemptionRefunded(Event):
    """Lin's unused day of paid leave was taken back: the lots spent last and the unit return."""

    schema_version: ClassVar[int] = 2

    redemption: Id
    employee: Id
    reward: Id
    price: Points
    lots: tuple[LotPart, ...]
    because: ReasonCode
    units: Units = 1


class BenefitUsed(Event):
    """Lin took the day of leave: it cannot be refunded any more."""

    redemption: Id
    employee: Id
    reward: Id
    units: Units
