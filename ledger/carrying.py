"""What of a person's credits counts in the next period: of those beyond what was owed, as many as the policy lets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ledger.policy.requirement import CarryOver
from ledger.standing import Standing
from ledger.vocabulary import NOTHING


class Carry(NamedTuple):
    """Credits that go on into the next period: when they were learnt, and with which period they lapse."""

    credits: Decimal
    since: str
    lapses_with: str


def carried_on(stands: Standing, rules: CarryOver) -> Iterator[Carry]:
    """Use what lapses first for what is owed; of what is left, those that lapse last are carried first."""
    period = stands.requirement.period.name
    own = Carry(max(stands.within, NOTHING), period, str(int(period) + rules.periods))
    held = [own, *(Carry(one.credits, one.since, one.lapses_with) for one in stands.carried)]
    left, room = stands.beyond, rules.maximum_credits
    for one in sorted(held, key=lambda one: (one.lapses_with, one.since), reverse=True):
        unused = min(one.credits, left)
        left -= unused
        goes_on = min(unused, room) if one.lapses_with > period else NOTHING
        room -= goes_on
        if goes_on > NOTHING:
            yield one._replace(credits=goes_on)
