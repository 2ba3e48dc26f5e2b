"""Requests that nobody approved in time; each is named after its redemption."""

from typing import NamedTuple

from psycopg import Connection

from ledger.decisions.lapse_redemption import LapseRedemption
from ledger.recording import Caller, Recorded
from ledger.refusals.approvals import ApprovalNotAwaited
from ledger.writing import Ledger
from projections import redemptions
from projections.view import View

HAND = 500  # whose commands share a commit
ACTOR = "approvals"
VIEWS: tuple[View, ...] = (redemptions,)


class Lapsed(NamedTuple):
    """How many requests were let go; `before` counts those that were settled meanwhile."""

    requests: int
    before: int


def lapse(ledger: Ledger, connection: Connection) -> Lapsed:
    """Let all overdue requests go."""
    requests = before = after = 0
    while page := redemptions.overdue(connection, after=after, limit=HAND):
        for outcome in ledger.record_each([_request(one.redemption) for one in page]):
            if isinstance(outcome, Recorded) and not outcome.repeat:
                requests += 1
            elif isinstance(outcome, Recorded | ApprovalNotAwaited):
                before += 1
            else:
                raise outcome
        after = page[-1].position
    return Lapsed(requests, before)


def _request(redemption: str) -> tuple[LapseRedemption, Caller]:
    return LapseRedemption(redemption=redemption), Caller(ACTOR, f"{ACTOR}:{redemption}")
