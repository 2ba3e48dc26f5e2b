"""The required courses of a person that a period asks for: by which rule, until when, and when they were done."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection

from ledger.periods import Year, begin_of
from ledger.policy import DEFAULT_POLICY
from projections import obligations
from projections.compliance import words
from projections.compliance.sources import AsOf
from projections.obligations import Duty, State

# Whoever missed the last day, whether it was done afterwards or not.
MISSED: tuple[State, ...] = ("overdue", "late")


class Deadline(Struct, frozen=True):
    """A course that one person has to do: which obligation says so, in words, the last day, and when it was done."""

    course: str
    obligation: str
    due: str
    state: str
    done_at: datetime | None
    what: str
    what_zh: str


def of_person(connection: Connection[Any], employee: str, period: Year, now: datetime, when: AsOf) -> list[Deadline]:
    """Say what a person has to do in a period, by the last day."""
    owed = [*of_period(obligations.duties(connection, employee=employee, **_asked(now, when)), period)]
    names = [duty.obligation for duty in owed]
    rules = {rule.obligation: rule for rule in obligations.required(connection, named=names, limit=len(names))}
    return [Deadline(*_told(duty), *words.required(rules[duty.obligation])) for duty in owed]


def missed(connection: Connection[Any], branch: str | None, period: Year, now: datetime, when: AsOf) -> Counter[str]:
    """Count the last days that people of a branch and of all below it missed in a period."""
    duties = obligations.duties(connection, branch=branch, states=MISSED, **_asked(now, when))
    return Counter(duty.employee for duty in of_period(duties, period))


def of_period(duties: Iterable[Duty], period: Year) -> Iterator[Duty]:
    """Give what was due in a period, and what was due before and not done when it began."""
    begins = begin_of(period.first, DEFAULT_POLICY.time_zone)
    for duty in duties:
        due = date.fromisoformat(duty.due)
        if due <= period.last and (due >= period.first or duty.done_at is None or duty.done_at >= begins):
            yield duty


def _asked(now: datetime, when: AsOf) -> dict[str, Any]:
    return {"as_of": when.as_of or now, "recorded_as_of": when.recorded_as_of, "limit": None}


def _told(duty: Duty) -> tuple[str, str, str, str, datetime | None]:
    return duty.course, duty.obligation, duty.due, duty.state, duty.done_at
