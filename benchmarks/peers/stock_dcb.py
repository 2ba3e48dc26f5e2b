"""The stock library's own way to a dynamic consistency boundary: slices, and groups of enduring objects."""

from eventsourcing.dcb.application import DCBApplication
from eventsourcing.dcb.domain import EnduringObject, Group, Selector, Slice, Tagged
from eventsourcing.dcb.msgpack import Decision, InitialDecision
from eventsourcing.domain import event
from eventsourcing.utils import get_topic

from benchmarks.peers.callers import ThreadedSide
from benchmarks.peers.stock_library import CREATING_TABLES, postgres_settings, until_it_holds
from benchmarks.workload import EMPLOYEES, POINTS_EACH, PRICE, SPREAD_REWARDS, STOCK_EACH

COUNT_REDEMPTIONS = "SELECT count(*) FROM stockdcb_events_tt_main WHERE type LIKE '%RewardRedeemed'"


class RewardRedeemed(Decision):
    """An employee spent points on one unit of a reward."""

    employee: str
    reward: str
    price: int


class Purse(EnduringObject[Decision, str]):
    """One employee's points."""

    class Opened(InitialDecision):
        """The employee was given points."""

        purse_id: str
        points: int

    @event(Opened)
    def __init__(self, points: int) -> None:
        self.points = points

    @event(RewardRedeemed)
    def _(self, price: int) -> None:
        self.points -= price


class Shelf(EnduringObject[Decision, str]):
    """One reward's price and stock."""

    class Stocked(InitialDecision):
        """The reward was put on offer."""

        shelf_id: str
        price: int
        left: int

    @event(Stocked)
    def __init__(self, price: int, left: int) -> None:
        self.price = price
        self.left = left

    @event(RewardRedeemed)
    def _(self) -> None:
        self.left -= 1


class Counter(Group[Decision]):
    """A purse and a shelf, changed by one fact about both."""

    def __init__(self, purse: Purse, shelf: Shelf) -> None:
        self.purse = purse
        self.shelf = shelf

    def redeem(self) -> None:
        """Check both and record the one fact."""
        _check(self.purse.points, self.shelf.left, self.shelf.price)
        self.trigger_event(RewardRedeemed, employee=self.purse.id, reward=self.shelf.id, price=self.shelf.price)


class Redeem(Slice[Decision]):
    """The same redemption as a slice: it reads what it needs of both and keeps no object."""

    def __init__(self, purse: str, shelf: str) -> None:
        self.purse = purse
        self.shelf = shelf
        self.points = self.left = self.price = 0

    def consistency_boundary(self) -> list[Selector]:
        """Read the facts about points of the one and about stock of the other, no more."""
        return [
            Selector(types=[Purse.Opened, RewardRedeemed], tags=[self.purse]),
            Selector(types=[Shelf.Stocked, RewardRedeemed], tags=[self.shelf]),
        ]

    @event(Purse.Opened)
    def _(self, points: int) -> None:
        self.points = points

    @event(Shelf.Stocked)
    def _(self, price: int, left: int) -> None:
        self.price = price
        self.left = left

    @event(RewardRedeemed)
    def _(self, employee: str, reward: str, price: int) -> None:
        self.points -= price if employee == self.purse else 0
        self.left -= 1 if reward == self.shelf else 0

    def execute(self) -> None:
        """Check both and record the one fact."""
        _check(self.points, self.left, self.price)
        self.trigger_event(
            RewardRedeemed,
            tags=[self.purse, self.shelf],
            employee=self.purse,
            reward=self.shelf,
            price=self.price,
        )


def _check(points: int, left: int, price: int) -> None:
    if left <= 0:
        raise ValueError("out of stock")
    if points < price:
        raise ValueError("too few points")


class SliceShop(DCBApplication):
    """Redeems with a slice."""

    name = "stockdcb"

    def redeem(self, employee: int, reward: int) -> None:
        """Read, decide and append with a fresh slice per attempt, as the library means it."""
        until_it_holds(lambda: self.do(Redeem(f"purse-{employee}", f"shelf-{reward}")))


class GroupShop(DCBApplication):
    """Redeems with a group of two enduring objects."""

    name = "stockdcb"

    def redeem(self, employee: int, reward: int) -> None:
        """Read both objects, decide and append."""
        until_it_holds(lambda: self._attempt(f"purse-{employee}", f"shelf-{reward}"))

    def _attempt(self, purse: str, shelf: str) -> None:
        counter = self.repository.get_group(Counter, purse, shelf)
        counter.redeem()
        self.repository.save(counter)


def open_slices(database: str, threads: int) -> SliceShop:
    """Open the shop that uses slices."""
    return SliceShop(_settings(database, threads))


def open_groups(database: str, threads: int) -> GroupShop:
    """Open the shop that uses groups."""
    return GroupShop(_settings(database, threads))


def _settings(database: str, threads: int) -> dict[str, str]:
    mapper = {"MAPPER_TOPIC": "eventsourcing.dcb.msgpack:MessagePackMapper"}
    return postgres_settings("eventsourcing.dcb.postgres_tt", database, threads) | mapper


def fill(database: str) -> None:
    """Record all purses and shelves in one append."""
    purse, shelf = get_topic(Purse), get_topic(Shelf)
    facts: list[Tagged[Decision]] = [
        Tagged([f"purse-{n}"], Purse.Opened(purse_id=f"purse-{n}", originator_topic=purse, points=POINTS_EACH))
        for n in range(EMPLOYEES)
    ]
    facts += [
        Tagged(
            [f"shelf-{n}"],
            Shelf.Stocked(shelf_id=f"shelf-{n}", originator_topic=shelf, price=PRICE, left=STOCK_EACH),
        )
        for n in range(SPREAD_REWARDS)
    ]
    with SliceShop(_settings(database, threads=1) | CREATING_TABLES) as shop:
        shop.events.append(facts)


def slices(rewards: int, processes: int = 1) -> ThreadedSide:
    """Use slices."""
    return ThreadedSide("DCB slices", open_slices, fill, COUNT_REDEMPTIONS, rewards, processes)


def groups(rewards: int, processes: int = 1) -> ThreadedSide:
    """Use groups of enduring objects."""
    return ThreadedSide("DCB groups", open_groups, fill, COUNT_REDEMPTIONS, rewards, processes)
