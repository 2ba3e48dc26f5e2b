"""The catalogue as one person sees it: what is for them, what they may take, and why not; one statement."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger.policy import DEFAULT_POLICY

PAGE = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Offer(NamedTuple):
    """One reward that is for this person."""

    reward: str
    title: str
    kind: str
    terms: dict[str, Any] | None
    price: int
    affordable: bool
    # Units on the shelf; none where they do not run out.
    left: int | None
    # Units that limits still allow this person; none where there is no limit.
    allowed: int | None
    begins_at: datetime | None
    ends_at: datetime | None
    # How many wait longer than this person; the place in the list, if there is one, and until when a unit is kept.
    ahead: int
    place: int | None
    called_until: datetime | None
    # The code of the refusal that a redemption of one unit would get now.
    why_not: str | None


def offers(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    employee: str,
    kind: str | None = None,
    redeemable: bool = False,
    at: datetime | None = None,
    after: str = "",
    limit: int = 100,
) -> list[Offer]:
    """What this person is offered, by reward, after the last page's; `redeemable` leaves out what they cannot take."""
    with connection.cursor(row_factory=class_row(Offer)) as cursor:
        return cursor.execute(
            PAGE,
            {
                "employee": employee,
                "kind": kind,
                "redeemable": redeemable,
                "at": at,
                "after": after,
                "limit": limit,
                "zone": DEFAULT_POLICY.zone,
            },
        ).fetchall()


class Price(NamedTuple):
    """What a reward costs from a moment until another."""

    since: datetime
    until: datetime | None
    price: int
    position: int


def prices(connection: Connection, reward: str, *, after: datetime | None = None, limit: int = 100) -> list[Price]:
    """A reward's prices in the order in which they hold, those to come included."""
    with connection.cursor(row_factory=class_row(Price)) as cursor:
        return cursor.execute(
            """
            select * from (select since, lead(since) over (order by since) as until, price, position
                             from view_shelf.prices where reward = %(reward)s) p
             where %(after)s::timestamptz is null or since > %(after)s
             order by since
             limit %(limit)s
            """,
            {"reward": reward, "after": after, "limit": limit},
        ).fetchall()


class Delivery(NamedTuple):
    """One change of how many units there are that was no redemption."""

    position: int
    recorded_at: datetime
    kind: str
    units: int
    batch: str | None
    good_until: datetime | None
    cost_centre: str | None
    because: str | None


def deliveries(connection: Connection, reward: str, *, after: int = 0, limit: int = 100) -> list[Delivery]:
    """What came, was counted and was written off, in the order of the log."""
    with connection.cursor(row_factory=class_row(Delivery)) as cursor:
        return cursor.execute(
            """
            select position, recorded_at, kind, units, batch, good_until, cost_centre, because
              from view_shelf.deliveries where reward = %(reward)s and position > %(after)s
             order by position limit %(limit)s
            """,
            {"reward": reward, "after": after, "limit": limit},
        ).fetchall()


class Waiter(NamedTuple):
    """One person who waits for a reward."""

    position: int
    employee: str
    called_until: datetime | None


def waiters(connection: Connection, reward: str, *, after: int = 0, limit: int = 100) -> list[Waiter]:
    """Who waits, longest first; those whose turn has passed are among them until they are let go."""
    with connection.cursor(row_factory=class_row(Waiter)) as cursor:
        return cursor.execute(
            """
            select position, employee, called_until from view_shelf.waiting
             where reward = %(reward)s and waits and position > %(after)s
             order by position limit %(limit)s
            """,
            {"reward": reward, "after": after, "limit": limit},
        ).fetchall()


class Due(NamedTuple):
    """A reward whose batches, or whose waiting list, somebody has to look at."""

    reward: str
    batches: bool
    waiting: bool


def due(connection: Connection, *, at: datetime | None = None, after: str = "", limit: int = 1000) -> list[Due]:
    """Rewards where something may be due; the ledger itself knows whether it is."""
    with connection.cursor(row_factory=class_row(Due)) as cursor:
        return cursor.execute(
            """
            with clock as materialized (select coalesce(%(at)s::timestamptz, now()) as now), due as (
              select r.reward,
                     exists (select from view_shelf.deliveries d
                              where d.reward = r.reward and d.good_until <= now and not exists (
                                    select from view_shelf.deliveries o where o.reward = d.reward
                                       and o.kind = 'written_off' and o.batch = d.batch)) as batches,
                     w.passed > 0 or w.uncalled > 0 and r.left_over > w.called and not r.retired as waiting
                from view_shelf.rewards r cross join clock
               cross join lateral (
                     select count(*) filter (where called_until <= now) as passed,
                            count(*) filter (where called_until > now) as called,
                            count(*) filter (where called_until is null) as uncalled
                       from view_shelf.waiting w where w.reward = r.reward and waits) w
               where r.reward > %(after)s)
            select * from due where batches or waiting order by reward limit %(limit)s
            """,
            {"at": at, "after": after, "limit": limit},
        ).fetchall()
