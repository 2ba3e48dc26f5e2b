"""The outbox: facts that are told become letters, and each outcome is written down at once."""

from datetime import datetime
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger.log.log import Fact
from projections.handover.outbox import COLUMNS, WINDOW
from projections.mail.letters import TYPES, Language

BEGIN: Final = "insert into office.mailing (position) values (%s) on conflict do nothing"
BOOKMARK: Final = "select position from office.mailing"
TAKE: Final = """insert into office.letters (position, employee)
    select position, data::jsonb->>'employee' from ledger.events
     where position > %(after)s and position <= %(until)s and type = any(%(types)s)
    on conflict do nothing"""
MOVE: Final = "update office.mailing set position = %s where position = %s"
DUE: Final = """select position, employee, attempts from office.letters
    where state = 'waiting' and next_at <= clock_timestamp() order by next_at, position limit %s"""
FACT: Final = f"select {COLUMNS} from ledger.events e where e.position = %s"  # noqa: S608 - the columns of a fact
PERSON: Final = "select email, language from office.people where employee = %s"
TITLE: Final = """select e.data::jsonb->>'title' from ledger.event_tags t join ledger.events e using (position)
    where t.tag = any(%s) and t.tag like 'course:%%' and t.type in ('CourseListed', 'CourseRevised')
      and t.position <= %s
    order by t.position desc limit 1"""
SENT: Final = """update office.letters
    set state = 'sent', attempts = attempts + 1, code = %s, problem = null, sent_at = clock_timestamp()
    where position = %s"""
FAILED: Final = """update office.letters set state = %s, attempts = %s, next_at = %s, code = %s, problem = %s
    where position = %s"""


class Due(NamedTuple):
    """A letter that is to be tried now."""

    position: int
    employee: str
    attempts: int


class Recipient(NamedTuple):
    """Where somebody is told, and in which language first."""

    email: str | None
    language: Language


def begin(connection: Connection, position: int) -> None:
    """Tell what is recorded after this position; whoever began before, began."""
    connection.execute(BEGIN, [position])


def take(connection: Connection, head: int) -> bool:
    """Make letters of new facts, and move the bookmark past them; whether there was anything to read."""
    with connection.transaction():
        row = connection.execute(BOOKMARK).fetchone()
        if row is None or row[0] >= head:
            return False
        until = min(head, row[0] + WINDOW)
        connection.execute(TAKE, {"after": row[0], "until": until, "types": list(TYPES)})
        connection.execute(MOVE, [until, row[0]])
    return True


def due(connection: Connection, limit: int) -> list[Due]:
    """Give the letters that are to be tried now, those that wait longest first."""
    with connection.cursor(row_factory=class_row(Due)) as cursor:
        return cursor.execute(DUE, [limit]).fetchall()


def fact(connection: Connection, position: int) -> Fact:
    """Give the fact that a letter tells."""
    return Fact(*connection.execute(FACT, [position]).fetchall()[0])


def recipient(connection: Connection, employee: str) -> Recipient | None:
    """Give where a person is told; None for who is not known, or was erased."""
    with connection.cursor(row_factory=class_row(Recipient)) as cursor:
        return cursor.execute(PERSON, [employee]).fetchone()


def title(connection: Connection, told: Fact) -> str | None:
    """Give what the fact's course was called then."""
    row = connection.execute(TITLE, [list(told.tags), told.position]).fetchone()
    return row[0] if row else None


def sent(connection: Connection, position: int, code: int) -> None:
    """Write down that the server has the letter."""
    connection.execute(SENT, [code, position])


def failed(  # noqa: PLR0913 - a row
    connection: Connection,
    one: Due,
    *,
    dead: bool,
    next_at: datetime,
    code: int | None,
    problem: str,
) -> None:
    """Write down what an attempt met, and when the next one is."""
    state = "dead" if dead else "waiting"
    connection.execute(FAILED, [state, one.attempts + 1, next_at, code, problem, one.position])
