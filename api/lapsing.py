"""The run that lets go of requests that nobody approved in time.

Late, killed, repeated or twice at once: the view says which are overdue, the decision dates the end on the day it was
due, and a request is named after its redemption, so that two runs make one end.
"""

from typing import NamedTuple

from psycopg import Connection

from ledger.decisions.lapse_redemption import LapseRedemption
from ledger.recording import Caller, Recorded
from ledger.refusals.approvals import ApprovalNotAwaited
from ledger.writing import Ledger
from projections import bookmarks, redemptions

HAND = 500  # whose commands share a commit
ACTOR = "approvals"


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


def is_there(connection: Connection) -> bool:
    """Whether a follower has made the view as this version of the code has it."""
    mark = bookmarks.read(connection, "live").get(redemptions.NAME)
    return mark is not None and mark.version == redemptions.VERSION


def _request(redemption: str) -> tuple[LapseRedemption, Caller]:
    return LapseRedemption(redemption=redemption), Caller(ACTOR, f"{ACTOR}:{redemption}")
