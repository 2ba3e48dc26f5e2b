"""Whether a person may have a reward now."""

from ledger import periods
from ledger.events import Event, RewardOffered, StockRanLow
from ledger.models.allowances import Taken
from ledger.models.catalogue import Workplace
from ledger.models.shelf import Shelf
from ledger.models.stock import Stock
from ledger.recording import Past
from ledger.refusals.rewards import RewardUnknown, StockExhausted
from ledger.refusals.shelf import LimitReached, NotInAudience, RewardEnded, RewardIsRetired, RewardNotBegun


def offered(past: Past, reward: str, employee: str, units: int) -> Shelf:
    """Refuse what this person cannot have so many units of; otherwise give the shelf it is taken from."""
    shelf = shown(past, reward, employee)
    if shelf.limits:
        _within_limits(past, shelf, employee, units)
    if shelf.short_of(units, employee, past.now):
        raise StockExhausted(reward=reward)
    return shelf


def listed(past: Past, reward: str) -> Shelf:
    """Refuse an unknown reward."""
    shelf = past.read(Shelf(reward))
    if not shelf.listed:
        raise RewardUnknown(reward=reward)
    return shelf


def shown(past: Past, reward: str, employee: str) -> Shelf:
    """Refuse what is not on offer to this person now, whether or not there is a unit."""
    shelf = listed(past, reward)
    if shelf.offer is not None:
        _in_audience(past, shelf.offer, employee)
    if shelf.retired:
        raise RewardIsRetired(reward=reward)
    if shelf.offer is not None:
        _in_time(past, shelf.offer)
    return shelf


def charged_branch(past: Past, shelf: Shelf, employee: str) -> str | None:
    """Name the branch whose allowance a redemption counts against; None where branches have no limit."""
    if not any(holder == "branch" for holder, _ in shelf.limits):
        return None
    return past.read(Workplace(employee)).branch


def ran_low(shelf: Shelf, stock: Stock | None, past: Past, *, less: int = 0) -> list[Event]:
    """Say that the stock is low when it is like this, less so many units; once, until there is more again."""
    if shelf.low_at is None or shelf.warned or stock is None:
        return []
    left = stock.left_at(past.now) - less
    if left > shelf.low_at:
        return []
    return [StockRanLow(reward=shelf.reward, left=left, low_at=shelf.low_at, effective_at=past.now)]


def _in_audience(past: Past, offer: RewardOffered, employee: str) -> None:
    if offer.branches or offer.positions or offer.levels:
        works = past.read(Workplace(employee))
        wanted = ((offer.branches, works.branch), (offer.positions, works.position), (offer.levels, works.level))
        if any(among and what not in among for among, what in wanted):
            # To a person it is as if it did not exist: whom a reward is for can be nobody else's business.
            if not past.caller.operator:
                raise RewardUnknown(reward=offer.reward)
            raise NotInAudience(reward=offer.reward, employee=employee)


def _in_time(past: Past, offer: RewardOffered) -> None:
    if offer.begins_at is not None and past.now < offer.begins_at:
        raise RewardNotBegun(reward=offer.reward, begins_at=offer.begins_at.isoformat())
    if offer.ends_at is not None and past.now >= offer.ends_at:
        raise RewardEnded(reward=offer.reward, ends_at=offer.ends_at.isoformat())


def _within_limits(past: Past, shelf: Shelf, employee: str, units: int) -> None:
    taken = past.read(Taken(shelf.reward))
    now = periods.names(past.now, past.policy.time_zone)
    holders = {"person": employee, "branch": charged_branch(past, shelf, employee)}
    for (holder, period), most in sorted(shelf.limits.items()):
        who = holders[holder]
        if who is not None and (had := taken.by(holder, who, now[period])) + units > most:
            raise LimitReached(reward=shelf.reward, holder=holder, period=now[period], limit=most, taken=had)
