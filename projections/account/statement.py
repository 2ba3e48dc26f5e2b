"""The statement of account: opening balance and entries add up to the closing balance, in every state."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct, json, structs
from psycopg import Connection, Cursor
from psycopg.types.json import set_json_loads

from projections import bookmarks, journal
from projections.account.words import said
from projections.balances import Balance
from projections.documents import origin
from projections.documents.origin import Checkpoint

BREATH = timedelta(microseconds=1)  # the clocks of the log know nothing shorter
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)  # before any fact
ENTRIES_MAX = 20_000

# In the order in which things happened, so that what is there after an entry is what one had at that moment.
LINES = """
select position, entry, effective_at, recorded_at, type, kind, from_state, to_state, amount,
       course, session, redemption, lots, expires_at, policy_version, activity, lot, reward, shortfall
  from view_journal.entries
 where employee = %(employee)s
   and (%(since)s::timestamptz is null or effective_at >= %(since)s)
   and (%(last)s::timestamptz is null or effective_at <= %(last)s)
   and (%(known)s::timestamptz is null or recorded_at <= %(known)s)
 order by effective_at, position, entry
 limit %(limit)s
"""
LOTS = """
with parts as (
  select coalesce(part->>0, lot) as lot, coalesce((part->>1)::bigint, amount::bigint) as points,
         from_state, to_state, effective_at, activates_at, expires_at
    from view_journal.entries left join lateral jsonb_array_elements(lots) part on true
   where employee = %(employee)s and (lot is not null or lots is not null)
     and (%(last)s::timestamptz is null or effective_at <= %(last)s)
     and (%(known)s::timestamptz is null or recorded_at <= %(known)s)
), lots as (
  select lot, min(effective_at) filter (where from_state = 'issuer') as earned_at,
         min(activates_at) as activates_at, min(expires_at) as expires_at,
         sum(points) filter (where from_state = 'issuer')::bigint as points,
         sum(case 'pending' when to_state then points when from_state then -points else 0 end)::bigint as pending,
         sum(case 'active' when to_state then points when from_state then -points else 0 end)::bigint as "left"
    from parts
   group by lot
), extended as (
  -- Nothing moves when a lot is extended, so the journal does not tell.
  select distinct on (1) e.data::jsonb->>'lot' as lot, (e.data::jsonb->>'expires_at')::timestamptz as until
    from ledger.event_tags t join ledger.events e using (position)
   where t.tag = 'employee:' || %(employee)s and t.type = 'LotExtended' and e.position <= %(position)s
     and (%(last)s::timestamptz is null or e.effective_at <= %(last)s)
     and (%(known)s::timestamptz is null or e.recorded_at <= %(known)s)
   order by 1, e.position desc
)
select lot, earned_at, activates_at, coalesce(until, expires_at) as expires_at, points, pending, "left"
  from lots left join extended using (lot)
 where pending <> 0 or "left" <> 0 order by expires_at nulls last, lot
"""


class Ask(NamedTuple):
    """Whose account, of which period (`until` is no part of it), and as of when by either clock."""

    employee: str
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    recorded_as_of: datetime | None = None

    @property
    def last(self) -> datetime | None:
        """The last moment that the statement covers."""
        ends = [self.as_of, self.until - BREATH if self.until else None]
        return min((end for end in ends if end is not None), default=None)


class Line(Struct, frozen=True):
    """An entry: an amount on its way from one state to another, what it was, and what was there after it."""

    position: int
    entry: int
    effective_at: datetime
    recorded_at: datetime
    type: str
    kind: str
    from_state: str
    to_state: str
    amount: Decimal
    course: str | None
    session: str | None
    redemption: str | None
    lots: list[tuple[str, int]] | None
    expires_at: datetime | None
    policy_version: str | None
    activity: str | None
    lot: str | None
    reward: str | None
    shortfall: str | None
    what: str
    what_zh: str
    credits: Decimal
    pending: int
    active: int
    held: int
    debt: int


class OpenLot(Struct, frozen=True):
    """Points of one earning that can be spent, or will be."""

    lot: str
    earned_at: datetime | None
    activates_at: datetime | None
    expires_at: datetime | None
    points: int | None
    pending: int
    left: int


class Loss(Struct, frozen=True):
    """Points that lapse at a moment if they are not spent before."""

    expires_at: datetime
    points: int


class Statement(Struct, frozen=True):
    """A person's account over a period."""

    employee: str
    name: str | None
    since: datetime | None
    until: datetime | None
    as_of: datetime | None
    recorded_as_of: datetime | None
    made_at: datetime
    position: int
    checkpoint: Checkpoint | None
    opening: Balance
    entries: list[Line]
    closing: Balance
    lots: list[OpenLot]
    forecast: list[Loss]

    def __bytes__(self) -> bytes:
        """Write it as JSON."""
        balances = {"opening": self.opening._asdict(), "closing": self.closing._asdict()}
        return json.encode({**structs.asdict(self), **balances})


class TooLong(Exception):  # noqa: N818 - an answer, not a bug
    """The period has more entries than one statement shows."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def statement(connection: Connection[Any], ask: Ask, limit: int = ENTRIES_MAX) -> Statement:
    """State an account; in one transaction all of it is of one moment. Raises `TooLong`."""
    position = bookmarks.read(connection, "live")[journal.NAME].position
    opening, found = _found(connection, ask, limit)
    with connection.pipeline():  # the database adds up the lots while the entries are put into words
        open_lots = connection.execute(LOTS, {**_terms(ask), "position": position})
        entries, closing = _moved(found, opening, limit)
    lots = [OpenLot(*row) for row in open_lots]
    return Statement(
        employee=ask.employee,
        name=origin.names_of(connection, [ask.employee]).get(ask.employee),
        since=ask.since,
        until=ask.until,
        as_of=ask.as_of,
        recorded_as_of=ask.recorded_as_of,
        made_at=datetime.now(UTC),
        position=position,
        checkpoint=origin.checkpoint(connection),
        opening=opening,
        entries=entries,
        closing=closing,
        lots=lots,
        forecast=forecast(lots),
    )


def lines(connection: Connection[Any], ask: Ask, limit: int = ENTRIES_MAX) -> tuple[list[Line], Balance]:
    """List the entries of the period, with the balance after them. Raises `TooLong`."""
    opening, found = _found(connection, ask, limit)
    return _moved(found, opening, limit)


def _found(connection: Connection[Any], ask: Ask, limit: int) -> tuple[Balance, Cursor[Any]]:
    """Find the balance before the period and its entries, one more than are wanted if there are so many."""
    before = min(filter(None, (ask.since - BREATH if ask.since else BEGINNING, ask.last)))
    opening = journal.balance(connection, ask.employee, as_of=before, recorded_as_of=ask.recorded_as_of)
    cursor = connection.cursor()
    set_json_loads(json.decode, cursor)  # six times as fast as the standard library's
    return opening, cursor.execute(LINES, {**_terms(ask), "since": ask.since, "limit": limit + 1})


def _terms(ask: Ask) -> dict[str, Any]:
    return {"employee": ask.employee, "last": ask.last, "known": ask.recorded_as_of}


def _moved(found: Cursor[Any], opening: Balance, limit: int) -> tuple[list[Line], Balance]:
    """Put each entry into words and move its amount: five thousand of them take a hundredth of a second."""
    rows = found.fetchall()
    if len(rows) > limit:
        raise TooLong(limit)
    had: dict[str, Any] = {**opening._asdict(), "debt": -opening.debt, "issuer": 0}
    entries: list[Line] = []
    for row in rows:
        kind, unit, source, target, amount = row[4:9]
        if unit == "credits":
            had["credits"] += amount if target == "earned" else -amount
        else:
            had[source] -= (points := int(amount))
            had[target] += points
        words = said(kind, source, target, *row[15:])
        after = (had["credits"], had["pending"], had["active"], had["held"], -had["debt"])
        entries.append(Line(*(*row, *words, *after)))
    del had["issuer"]
    return entries, Balance(**{**had, "debt": -had["debt"]})


def forecast(lots: Iterable[OpenLot]) -> list[Loss]:
    """Say what lapses when, if nothing is spent before; lots that lapse together are one loss."""
    losses: Counter[datetime] = Counter()
    for lot in lots:
        if lot.expires_at is not None:
            losses[lot.expires_at] += lot.pending + lot.left
    return [Loss(at, points) for at, points in sorted(losses.items())]
