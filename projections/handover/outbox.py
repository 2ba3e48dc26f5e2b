"""The outbox: the log behind a subscriber's bookmark, and what could not be delivered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger.log.log import Fact
from projections.handover.leaving import TYPES

WINDOW: Final = 20_000  # positions looked through at once
COLUMNS: Final = ", ".join(f"e.{name}" for name in Fact._fields)

FACTS: Final = f"""select {COLUMNS} from ledger.events e
     where e.position > %(after)s and e.position <= %(until)s and e.type = any(%(types)s)
       and (cardinality(%(tags)s::text[]) = 0 or e.tags && %(tags)s)
       -- The branch that the person belonged to when the fact was recorded, so that the answer never changes.
       and (cardinality(%(branches)s::text[]) = 0 or (
             select j.data::jsonb->>'branch' from unnest(e.tags) t(tag)
               join ledger.event_tags b on b.tag = t.tag and b.position <= e.position
                    and b.type in ('EmployeeJoined', 'EmployeeMoved')
               join ledger.events j on j.position = b.position
              where t.tag like 'employee:%%' order by b.position desc limit 1) = any(%(branches)s))
     order by e.position limit %(limit)s"""  # noqa: S608 - the columns of a fact
HELD: Final = f"""select {COLUMNS} from office.undelivered u join ledger.events e on e.position = u.position
     where u.subscriber = %s and u.subject = %s and u.state = 'waiting' order by u.position limit %s"""  # noqa: S608 - constants of ours
HEADS: Final = """select distinct on (subject) subject, position, state, attempts, next_at <= clock_timestamp() as due
      from office.undelivered where subscriber = %s and state <> 'skipped' order by subject, position"""
SUBSCRIBER: Final = """select s.*, coalesce(rests_until > clock_timestamp(), false) as rests,
           array(select k.secret from office.webhook_secrets k where k.subscriber = s.subscriber
                    and (k.ends_at is null or k.ends_at > clock_timestamp()) order by k.made_at desc) as secrets
      from office.subscribers s where subscriber = %s and paused_at is null"""
KEEP: Final = """insert into office.undelivered (subscriber, position, subject, type) values (%s, %s, %s, %s)
    on conflict (subscriber, position) do nothing"""
FAIL: Final = """update office.undelivered set attempts = %s, next_at = %s, state = %s, status = %s, problem = %s
     where subscriber = %s and position = %s"""
# Only forward from where it was read: another sender that took over meanwhile is not overruled.
MOVE: Final = """update office.subscribers set position = %s, delivered = delivered + %s
     where subscriber = %s and position = %s"""


class Wanted(NamedTuple):
    """What a subscriber, or whoever asks for the feed, wants to know; nothing named is everything that may leave."""

    types: Sequence[str] = ()
    branches: Sequence[str] = ()
    tags: Sequence[str] = ()


class Subscriber(NamedTuple):
    """One that is told, as the sender knows it."""

    subscriber: str
    url: str
    types: list[str]
    branches: list[str]
    tags: list[str]
    position: int
    delivered: int
    rests_until: datetime | None
    paused_at: datetime | None
    because: str | None
    created_at: datetime
    rests: bool
    secrets: list[str]

    @property
    def wanted(self) -> Wanted:
        """Its filters."""
        return Wanted(self.types, self.branches, self.tags)


class Head(NamedTuple):
    """The first fact of a subject that is not delivered; everything else about that subject waits for it."""

    subject: str
    position: int
    state: str
    attempts: int
    due: bool


class Failure(NamedTuple):
    """What became of an attempt that failed."""

    position: int
    attempts: int
    next_at: datetime
    dead: bool
    status: int | None
    problem: str | None


def facts(connection: Connection, wanted: Wanted, after: int, head: int, limit: int) -> tuple[list[Fact], int]:
    """Give the next facts that are wanted and may leave, and the position up to which there are no others."""
    types = [name for name in TYPES if name in wanted.types] if wanted.types else list(TYPES)
    until = min(head, after + WINDOW)
    question = {
        "types": types,
        "branches": list(wanted.branches),
        "tags": list(wanted.tags),
        "after": after,
        "until": until,
        "limit": limit,
    }
    found = [Fact(*row) for row in connection.execute(FACTS, question)]
    return found, found[-1].position if len(found) == limit else max(until, after)


def first_fact(connection: Connection) -> Fact | None:
    """Give the fact that the log begins with."""
    row = connection.execute(f"select {COLUMNS} from ledger.events e where position = 1").fetchone()  # noqa: S608 - constants of ours
    return Fact(*row) if row else None


def subscriber(connection: Connection, name: str) -> Subscriber | None:
    """Give a subscriber that is not paused."""
    with connection.cursor(row_factory=class_row(Subscriber)) as cursor:
        return cursor.execute(SUBSCRIBER, [name]).fetchone()


def heads(connection: Connection, name: str) -> dict[str, Head]:
    """Give every subject that waits, by its first undelivered fact."""
    with connection.cursor(row_factory=class_row(Head)) as cursor:
        return {head.subject: head for head in cursor.execute(HEADS, [name])}


def held(connection: Connection, name: str, subject: str, limit: int) -> list[Fact]:
    """Give the undelivered facts of one subject, in their order."""
    return [Fact(*row) for row in connection.execute(HELD, [name, subject, limit])]


def settle(  # noqa: PLR0913 - what one turn changed, in one transaction
    connection: Connection,
    before: Subscriber,
    position: int,
    *,
    delivered: int,
    done: Sequence[int],
    kept: Sequence[tuple[int, str, str]],
    failed: Sequence[Failure],
) -> bool:
    """Write a turn down; False if somebody else moved the bookmark or removed the subscriber."""
    name = before.subscriber
    with connection.transaction(), connection.cursor() as cursor:
        moved = cursor.execute(MOVE, [position, delivered, name, before.position]).rowcount == 1
        if not moved:
            return False
        if done:
            cursor.execute("delete from office.undelivered where subscriber = %s and position = any(%s)", [name, done])
        cursor.executemany(KEEP, [(name, *each) for each in kept])
        cursor.executemany(FAIL, [_row(name, failure) for failure in failed])
    return True


def rest(connection: Connection, name: str, until: datetime) -> None:
    """Leave a receiver alone, as it asked."""
    connection.execute("update office.subscribers set rests_until = %s where subscriber = %s", [until, name])


def pause(connection: Connection, name: str, because: str) -> None:
    """Stop telling a receiver anything."""
    statement = """update office.subscribers set paused_at = clock_timestamp(), because = %s
         where subscriber = %s and paused_at is null"""
    connection.execute(statement, [because, name])


def _row(name: str, no: Failure) -> tuple[Any, ...]:
    state = "dead" if no.dead else "waiting"
    return (no.attempts, no.next_at, state, no.status, no.problem, name, no.position)
