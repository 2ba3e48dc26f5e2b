"""Which systems are told of which facts, and the deliveries that were given up."""

from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple

import psycopg
from psycopg import errors
from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict, Field

from ledger.events import TAGS
from ledger.refusals.handover import (
    DeadLetterUnknown,
    PositionNotReached,
    SubscriberExists,
    SubscribersFull,
    SubscriberUnknown,
    TypeNotHandedOver,
    WebhookUrlRefused,
)
from ledger.vocabulary import ID_PATTERN, Id
from projections import bookmarks
from projections.handover.addresses import URL_MAX, Forbidden, Rules
from projections.handover.leaving import TYPES
from projections.handover.outbox import pause as pause_now
from projections.handover.signing import new_secret

SUBSCRIBERS_MAX = 32
FILTERS_MAX = 100
OVERLAP_HOURS = 24
PAUSED_ASKED = "ASKED"

Connection = psycopg.Connection[Any]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Tag = Annotated[str, Field(pattern=rf"^({'|'.join(sorted(TAGS))}):{ID_PATTERN}$")]

COLUMNS = """s.subscriber, s.url, s.types, s.branches, s.tags, s.position, s.delivered,
    (select coalesce(max(e.position), 0) from ledger.events e) - s.position as behind,
    (select count(*) from office.undelivered u where u.subscriber = s.subscriber and u.state = 'waiting') as waiting,
    (select count(*) from office.undelivered u where u.subscriber = s.subscriber and u.state = 'dead') as dead,
    s.rests_until, s.paused_at, s.because, s.created_at"""
LIST = f"""select {COLUMNS} from office.subscribers s
     where (%(subscriber)s::text is null or s.subscriber = %(subscriber)s) order by s.subscriber"""  # noqa: S608 - constants
ADD = """insert into office.subscribers (subscriber, url, types, branches, tags, position)
    values (%s, %s, %s, %s, %s, %s)"""
SECRET = "insert into office.webhook_secrets (subscriber, secret) values (%s, %s)"  # noqa: S105 - a statement
END = """update office.webhook_secrets set ends_at = clock_timestamp() + %s
     where subscriber = %s and (ends_at is null or ends_at > clock_timestamp() + %s)"""
RESUME = "update office.subscribers set paused_at = null, because = null where subscriber = %s"
DEAD = """select subscriber, position, type, subject, attempts, status, problem, since from office.undelivered
     where state = 'dead' and (%(subscriber)s::text is null or subscriber = %(subscriber)s)
     order by subscriber, position limit %(limit)s"""
REPLAY = """update office.undelivered set state = 'waiting', attempts = 0, next_at = clock_timestamp()
     where subscriber = %(subscriber)s and state = 'dead'
       and (%(position)s::bigint is null or position = %(position)s)"""
SKIP = """update office.undelivered set state = 'skipped'
     where subscriber = %s and state = 'dead' and position = %s"""


class Subscription(BaseModel):
    """Tell a system of facts that may leave, at a URL; filters that are left out let everything through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subscriber: Name
    url: Annotated[str, Field(min_length=1, max_length=URL_MAX)]
    types: Annotated[tuple[Id, ...], Field(max_length=FILTERS_MAX)] = ()
    branches: Annotated[tuple[Id, ...], Field(max_length=FILTERS_MAX)] = ()
    tags: Annotated[tuple[Tag, ...], Field(max_length=FILTERS_MAX)] = ()
    # Everything after this position; without it, everything from now on.
    after: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None


class Subscriber(NamedTuple):
    """A system that is told, how far, and what waits. The facts behind its position need not all be for it."""

    subscriber: str
    url: str
    types: list[str]
    branches: list[str]
    tags: list[str]
    position: int
    delivered: int
    behind: int
    waiting: int
    dead: int
    rests_until: datetime | None
    paused_at: datetime | None
    because: str | None
    created_at: datetime


class DeadLetter(NamedTuple):
    """A delivery that was given up. Later facts of its subject wait until it is replayed or skipped."""

    subscriber: str
    position: int
    type: str
    subject: str
    attempts: int
    status: int | None
    problem: str | None
    since: datetime


def add(connection: Connection, asked: Subscription, rules: Rules) -> str:
    """Subscribe a system, and give its secret away; afterwards nobody can read it again."""
    for name in asked.types:
        if name not in TYPES:
            raise TypeNotHandedOver(type=name, may=", ".join(TYPES))
    try:
        rules.checked(asked.url)
    except Forbidden as no:
        raise WebhookUrlRefused(why=str(no), why_zh=no.zh) from no
    secret = new_secret()
    with connection.transaction():
        head = bookmarks.head(connection)
        if asked.after is not None and asked.after > head:
            raise PositionNotReached(position=asked.after, head=head)
        if len(every(connection)) >= SUBSCRIBERS_MAX:
            raise SubscribersFull(limit=SUBSCRIBERS_MAX)
        after = head if asked.after is None else asked.after
        filters = list(asked.types), list(asked.branches), list(asked.tags)
        try:
            connection.execute(ADD, (asked.subscriber, asked.url, *filters, after))
        except errors.UniqueViolation as taken:
            raise SubscriberExists(subscriber=asked.subscriber) from taken
        connection.execute(SECRET, (asked.subscriber, secret))
    return secret


def every(connection: Connection, subscriber: str | None = None) -> list[Subscriber]:
    """List who is told."""
    with connection.cursor(row_factory=class_row(Subscriber)) as cursor:
        return cursor.execute(LIST, {"subscriber": subscriber}).fetchall()


def pause(connection: Connection, subscriber: str) -> None:
    """Tell a system nothing until it is resumed; nothing is lost meanwhile."""
    known(connection, subscriber)
    pause_now(connection, subscriber, PAUSED_ASKED)


def resume(connection: Connection, subscriber: str) -> None:
    """Go on where it was paused."""
    known(connection, subscriber)
    connection.execute(RESUME, [subscriber])


def rotate(connection: Connection, subscriber: str, overlap: timedelta) -> str:
    """Give another secret away; the old one signs beside it until the overlap is over."""
    known(connection, subscriber)
    secret = new_secret()
    with connection.transaction():
        connection.execute(END, (overlap, subscriber, overlap))
        connection.execute(SECRET, (subscriber, secret))
    return secret


def remove(connection: Connection, subscriber: str) -> None:
    """Forget a system, its secrets and what it was not told."""
    if connection.execute("delete from office.subscribers where subscriber = %s", [subscriber]).rowcount == 0:
        raise SubscriberUnknown(subscriber=subscriber)


def dead_letters(connection: Connection, subscriber: str | None = None, limit: int = 1000) -> list[DeadLetter]:
    """List the deliveries that were given up."""
    with connection.cursor(row_factory=class_row(DeadLetter)) as cursor:
        return cursor.execute(DEAD, {"subscriber": subscriber, "limit": limit}).fetchall()


def replay(connection: Connection, subscriber: str, position: int | None) -> int:
    """Try a dead delivery again from the beginning, or all of them; give how many."""
    known(connection, subscriber)
    count = connection.execute(REPLAY, {"subscriber": subscriber, "position": position}).rowcount
    if not count and position is not None:
        raise DeadLetterUnknown(subscriber=subscriber, position=position)
    return count


def skip(connection: Connection, subscriber: str, position: int) -> None:
    """Never deliver a dead one; what waited behind it goes on."""
    known(connection, subscriber)
    if connection.execute(SKIP, (subscriber, position)).rowcount == 0:
        raise DeadLetterUnknown(subscriber=subscriber, position=position)


def known(connection: Connection, subscriber: str) -> Subscriber:
    """Give a subscriber, or refuse the name."""
    found = every(connection, subscriber)
    if not found:
        raise SubscriberUnknown(subscriber=subscriber)
    return found[0]
