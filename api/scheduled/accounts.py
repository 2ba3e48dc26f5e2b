"""Lots that become active or lapse, and accounts of those who have left.

A request is named after the state of the person's lots.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from psycopg import Connection

from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.settle_account import SettleAccount
from ledger.recording import Caller, Recorded, utc_now
from ledger.refusals.accounts import AccountAlreadySettled, NotLeaving
from ledger.refusals.refused import Refused
from ledger.refusals.rewards import NothingExpired
from ledger.writing import Ledger
from projections import leaving, lots
from projections.view import View

PAGE = 5_000  # people whose commands wait at once; the writer decides some of them while others are in the air
ACTOR = "expiry"
VIEWS: tuple[View, ...] = (lots, leaving)

Progress = Callable[[int, int], None]  # (lots, of how many)


class Settled(NamedTuple):
    """How many people and facts a run came to; `before` counts those whom another run had settled meanwhile."""

    people: int
    facts: int
    before: int


def settle(
    ledger: Ledger, connection: Connection, until: datetime | None = None, progress: Progress | None = None
) -> Settled:
    """Settle everybody who has lots due by a moment, by now if none is given."""
    as_of = until or utc_now()
    # Leavers first: what an account has on its last day is paid out, though it would have lapsed since.
    leavers = [_leaver(*one) for one in leaving.due(connection, as_of)]
    settled = _added(Settled(0, 0, 0), ledger.record_each(leavers))
    total, done, after = lots.due_lots(connection, as_of), 0, ""
    while page := lots.due(connection, as_of, after=after, limit=PAGE):
        settled = _added(settled, ledger.record_each([_request(one, until) for one in page]))
        done += sum(one.lots for one in page)
        if progress:
            progress(done, max(done, total))
        after = page[-1].employee
    return settled


def _leaver(employee: str, position: int) -> tuple[SettleAccount, Caller]:
    return SettleAccount(employee=employee), Caller(ACTOR, f"leaving:{employee}:{position}")


def _request(one: lots.Due, until: datetime | None) -> tuple[ExpirePoints, Caller]:
    name = f"{ACTOR}:{one.employee}:{one.position}:{one.lots}" + (f":{until.isoformat()}" if until else "")
    return ExpirePoints(employee=one.employee, until=until), Caller(ACTOR, name)


def _added(settled: Settled, outcomes: list[Recorded | Refused]) -> Settled:
    people, facts, before = settled
    for outcome in outcomes:
        if isinstance(outcome, Recorded) and not outcome.repeat:
            people, facts = people + 1, facts + len(outcome.events)
        elif isinstance(outcome, Recorded | NothingExpired | AccountAlreadySettled | NotLeaving):
            before += 1
        else:
            raise outcome
    return Settled(people, facts, before)
