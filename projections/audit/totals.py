"""Control totals of the company's days: those that are due, and whether those recorded still hold."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from psycopg import Connection

from projections.audit.figures.totals import TYPE, TYPES, Counted, Recorded, Totals, WrongTotal, first_wrong, recorded

DAY = timedelta(days=1)
ROWS_A_FETCH = 5000

# Whoever appends holds the log's lock, and its clock was read under it: once it is ours, no fact of yesterday comes.
SETTLED = "select pg_advisory_xact_lock_shared(7001, 1)"
FACTS = """select position, type, version, case when type = any(%s) then data else '' end, recorded_at
    from ledger.events where position > %s order by position"""
RECORDED = "select position, data from ledger.events where type = %s order by position"
LAST = f"{RECORDED} desc limit 1"


class DayTotals(NamedTuple):
    """What a day holds, as it is to be recorded."""

    period: str
    first: int
    last: int
    day: dict[str, Any]
    total: dict[str, Any]


class Checked(NamedTuple):
    """How many days have totals, up to which position, and the first that is wrong."""

    recorded: int
    position: int
    first: WrongTotal | None


def due(connection: Connection, zone: ZoneInfo) -> list[DayTotals]:
    """Add up every day that is over and has no totals yet, from the log's first day on.

    The log's own clock never goes back, so a day is a range of positions; each begins where the one before ended.
    """
    connection.execute(SETTLED)
    (now,) = connection.execute("select clock_timestamp()").fetchone() or (None,)
    assert isinstance(now, datetime)  # noqa: S101 - PostgreSQL has a clock
    last = next((recorded(*row) for row in connection.execute(LAST, [TYPE])), None)
    return list(_days(connection, last, zone, now.astimezone(zone).date()))


def check(connection: Connection) -> Checked:
    """Derive every recorded total again."""
    found = [recorded(*row) for row in connection.execute(RECORDED, [TYPE])]
    with connection.transaction():
        wrong = first_wrong(found, (fact for fact, _ in _facts(connection, 0)))
    return Checked(len(found), found[-1].last if found else 0, wrong)


def _days(connection: Connection, last: Recorded | None, zone: ZoneInfo, today: date) -> Iterator[DayTotals]:
    running, reached = Totals(last.total if last else None), last.last if last else 0
    current = date.fromisoformat(last.period) + DAY if last else None
    day, first = Totals(), reached + 1
    with connection.transaction():
        for fact, recorded_at in _facts(connection, reached):
            on = recorded_at.astimezone(zone).date()
            # A clock that was put back cannot bring a day back: its facts are of the day that has begun.
            current = on if current is None else current
            if on >= today:
                break
            while current < on:
                yield DayTotals(str(current), first, reached, day.told(), running.told())
                current, day, first = current + DAY, Totals(), reached + 1
            day.add(fact)
            running.add(fact)
            reached = fact.position
    while current is not None and current < today:
        yield DayTotals(str(current), first, reached, day.told(), running.told())
        current, day, first = current + DAY, Totals(), reached + 1


def _facts(connection: Connection, after: int) -> Iterator[tuple[Counted, datetime]]:
    with connection.cursor("facts") as cursor:
        cursor.itersize = ROWS_A_FETCH
        for *fact, recorded_at in cursor.execute(FACTS, [list(TYPES), after]):
            yield Counted(*fact), recorded_at
