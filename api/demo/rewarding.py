"""What the demo's people do with their points: leave, courses, mugs, a change of mind, and a race for three places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.restock_reward import RestockReward
from ledger.events import RedemptionRequested
from ledger.recording import Caller, Command, Recorded

if TYPE_CHECKING:
    from api.demo.clockwork import Request
    from api.demo.year import Year

DESK = Caller("hr-desk", operator=True)
# Reward, from which month on, how many people a month, and the points they should have.
WISHES = (("MUG", 3, 8, 30), ("LEAVE-DAY", 6, 14, 100), ("PREMIUM-COURSE", 9, 3, 200), ("BONUS-300", 10, 4, 150))
RACERS = 6
BURST = 5


def plan(year: Year) -> None:
    """Put the days on which people redeem into the calendar."""
    for month in range(3, 12):
        payday = year.ends_at.replace(month=month, day=18, hour=12)
        year.clock.at(payday, partial(_wishes, year, month))
    first = year.ends_at.replace(month=8, day=3, hour=10)
    year.clock.at(first, lambda: [(RestockReward(reward="MUG", units=40), DESK)])
    year.clock.at(first.replace(month=9), lambda: [(RepriceReward(reward="MUG", price=35), DESK)])
    year.clock.at(first.replace(month=10), lambda: _race(year))
    year.clock.at(first.replace(month=11), lambda: _burst(year))
    year.clock.at(first.replace(month=4), lambda: _too_early(year))
    year.on_recorded(_settled_later(year))


def _wishes(year: Year, month: int) -> list[Request]:
    asked: set[str] = set()
    requests: list[Request] = []
    for reward, since, people, points in WISHES:
        able = [who for who in _richest(year) if year.points[who] >= points + 5 and who not in asked]
        if month >= since:
            chosen = year.dice.sample(able, min(people, len(able)))
            asked.update(chosen)
            requests += [_redeem(who, reward) for who in chosen]
    return requests


def _race(year: Year) -> list[Request]:
    """Six want three places: the last three hear that none is left."""
    return [_redeem(who, "SUMMIT") for who in _richest(year)[:RACERS]]


def _burst(year: Year) -> list[Request]:
    """Somebody empties an account within minutes."""
    who = _richest(year)[0]
    return [_redeem(who, "MUG") for _ in range(BURST)]


def _too_early(year: Year) -> list[Request]:
    """Two try for more than they have."""
    return [_redeem(who, "PREMIUM-COURSE") for who in _richest(year)[-2:]]


def _settled_later(year: Year) -> Callable[[Command, Recorded], None]:
    """Most get what they asked for in two days; some change their mind, some give it back."""

    def hear(_command: Command, outcome: Recorded) -> None:
        for event in outcome.events:
            if not isinstance(event, RedemptionRequested):
                continue
            fate, redemption, now = year.dice.randrange(20), event.redemption, year.clock.now
            if fate == 0:
                continue  # still waiting when the year ends
            if fate <= 2:  # noqa: PLR2004 - two in twenty
                _later(year, now + timedelta(hours=20), CancelRedemption(redemption=redemption))
                continue
            _later(year, now + timedelta(days=2), FulfilRedemption(redemption=redemption))
            if fate == 3:  # noqa: PLR2004 - one in twenty
                refund = RefundRedemption(redemption=redemption, because="TRIP_CANCELLED")
                _later(year, now + timedelta(days=16), refund)

    return hear


def _later(year: Year, moment: datetime, command: Command) -> None:
    if moment <= year.ends_at:
        year.clock.at(moment, lambda: [(command, DESK)])


def _redeem(who: str, reward: str) -> Request:
    return RedeemReward(employee=who, reward=reward), Caller("app", on_behalf_of=who)


def _richest(year: Year) -> list[str]:
    """List everybody, most points first."""
    return sorted(year.company.branch_of, key=lambda who: (-year.points[who], who))
