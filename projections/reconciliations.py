"""What was found when views and control totals were last derived again: an alarm stands until they are right."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger.events import ViewDigest, ViewDigestsRecorded
from ledger.log.log import Fact
from ledger.log.stored import decode

KEEP = """insert into office.reconciliations as old (subject, position, wrong, first) values (%s, %s, %s, %s)
    on conflict (subject) do update
   set position = excluded.position, wrong = excluded.wrong, first = excluded.first,
       reconciled_at = clock_timestamp()"""
OLDEST = """select extract(epoch from clock_timestamp() - min(reconciled_at))::float8
    from office.reconciliations where subject = any(%s) having count(*) = cardinality(%s::text[])"""
PUBLISHED = f"""select {", ".join(Fact._fields)} from ledger.events where type = 'ViewDigestsRecorded'
    order by position desc limit 1"""  # noqa: S608 - the columns of a fact


class Reconciliation(NamedTuple):
    """How many rows of a view, or days of control totals, were wrong, and which first."""

    subject: str
    position: int
    wrong: int
    first: str | None
    reconciled_at: datetime


def keep(connection: Connection, subject: str, position: int, wrong: int, first: str | None) -> None:
    """Note what was found, in place of what had been."""
    connection.execute(KEEP, [subject, position, wrong, first])


def every(connection: Connection) -> list[Reconciliation]:
    """Give what was found last of each."""
    with connection.cursor(row_factory=class_row(Reconciliation)) as cursor:
        return cursor.execute("select * from office.reconciliations order by subject").fetchall()


def age(connection: Connection, subjects: Sequence[str]) -> float | None:
    """Give the seconds since the oldest of these was looked at, None if one never was."""
    row = connection.execute(OLDEST, [list(subjects), list(subjects)]).fetchone()
    return float(row[0]) if row else None


def published(connection: Connection) -> dict[str, ViewDigest]:
    """Give the digests that were recorded last, by view."""
    row = connection.execute(PUBLISHED).fetchone()
    fact = decode(Fact._make(row)) if row else None
    return {one.view: one for one in fact.views} if isinstance(fact, ViewDigestsRecorded) else {}
