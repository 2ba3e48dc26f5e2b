"""Warnings: each stage of each required course, and each of the policy's days behind the line, is told once.

Of the stages that passed while nobody ran, the newest is told. A request is named after the state that a run saw.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from psycopg import Connection

from ledger.decisions.warn_of_deadline import WarnOfDeadline
from ledger.decisions.warn_of_pace import WarnOfPace
from ledger.lives import Company
from ledger.periods import begin_of
from ledger.policy import Policy
from ledger.recording import Caller, Command, Recorded, utc_now
from ledger.refusals.obligations import NotBehind, ObligationOver, WarningNotDue
from ledger.writing import Ledger
from projections import bookmarks, obligations, warnings
from projections.compliance import sources
from projections.compliance import view as compliance
from projections.view import View

HAND = 500  # whose commands share a commit
ACTOR = "warnings"
VIEWS: tuple[View, ...] = (obligations, warnings, compliance)

Request = tuple[Command, Caller]


class Warned(NamedTuple):
    """How many warnings a run raised; `before` counts what was told, or had no more reason, meanwhile."""

    raised: int
    before: int


def warn(ledger: Ledger, connection: Connection, now: datetime | None = None) -> Warned:
    """Warn everybody who has reached a stage, or has fallen behind."""
    moment = now or utc_now()
    with sources.of_view(connection):
        company = sources.company(connection)
    policy = company.policy(None, moment)
    requests = [*_deadlines(connection, policy, moment), *_paces(connection, policy, company, moment)]
    raised = before = 0
    for start in range(0, len(requests), HAND):
        for outcome in ledger.record_each(requests[start : start + HAND]):
            if isinstance(outcome, Recorded) and not outcome.repeat:
                raised += 1
            elif isinstance(outcome, Recorded | WarningNotDue | ObligationOver | NotBehind):
                before += 1
            else:
                raise outcome
    return Warned(raised, before)


def _deadlines(connection: Connection, policy: Policy, now: datetime) -> Iterator[Request]:
    position = bookmarks.read(connection, "live")[warnings.NAME].position
    for one in obligations.duties(connection, as_of=now, to_warn=policy.warning.days_before, limit=None):
        name = f"deadline:{one.employee}:{one.obligation}:{one.due}:{position}"
        yield WarnOfDeadline(employee=one.employee, obligation=one.obligation), Caller(ACTOR, name)


def _paces(connection: Connection, policy: Policy, company: Company, now: datetime) -> Iterator[Request]:
    today = company.day(now)
    day = policy.warning.last_day_behind(today)
    if day is None:
        return
    period = company.period_at(begin_of(day, policy.time_zone))
    share = policy.warning.behind_by_more_than
    for one in warnings.behind(connection, period, day, today, share):
        name = f"pace:{one.employee}:{day}:{one.position}:{policy.version}"
        yield WarnOfPace(employee=one.employee), Caller(ACTOR, name)
