"""Warnings of required courses: each stage of each last day is told once, and of those that passed unseen the newest.

A request is named after the person, the course and the state that the run saw.
"""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection

from ledger.decisions.warn_of_deadline import WarnOfDeadline
from ledger.policy import DEFAULT_POLICY
from ledger.recording import Caller, Recorded, utc_now
from ledger.refusals.obligations import ObligationOver, WarningNotDue
from ledger.writing import Ledger
from projections import bookmarks, obligations, warnings
from projections.obligations import Duty
from projections.view import View

HAND = 500  # whose commands share a commit
ACTOR = "warnings"
VIEWS: tuple[View, ...] = (obligations, warnings)


class Warned(NamedTuple):
    """How many warnings a run raised; `before` counts what was told, or done, meanwhile."""

    raised: int
    before: int


def warn(ledger: Ledger, connection: Connection, now: datetime | None = None) -> Warned:
    """Warn everybody who has reached a stage."""
    position = bookmarks.read(connection, "live")[warnings.NAME].position
    due = obligations.duties(connection, as_of=now or utc_now(), to_warn=DEFAULT_POLICY.warning.days_before, limit=None)
    raised = before = 0
    for start in range(0, len(due), HAND):
        for outcome in ledger.record_each([_request(one, position) for one in due[start : start + HAND]]):
            if isinstance(outcome, Recorded) and not outcome.repeat:
                raised += 1
            elif isinstance(outcome, Recorded | WarningNotDue | ObligationOver):
                before += 1
            else:
                raise outcome
    return Warned(raised, before)


def _request(duty: Duty, position: int) -> tuple[WarnOfDeadline, Caller]:
    name = f"deadline:{duty.employee}:{duty.obligation}:{duty.due}:{position}"
    return WarnOfDeadline(employee=duty.employee, obligation=duty.obligation), Caller(ACTOR, name)
