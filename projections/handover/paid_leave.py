"""Paid leave for payroll: a line for the days that each fact gave, or took back, under a name of its own."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from psycopg import Connection

from ledger.log.log import Fact
from projections.handover.cloud_event import id_of
from projections.handover.outbox import COLUMNS

VIEWS: Final = ("shelf",)
BOM: Final = "\ufeff"  # Excel takes a file without it for another encoding
# A spreadsheet would compute a cell that begins so, whoever chose the id in it.
FORMULA: Final = re.compile(r"[=+\-@\t\r]")

GIVEN, TAKEN_BACK = "RedemptionFulfilled", "RedemptionRefunded"
LINES: Final = f"""
with leave as (
  -- Listed before terms were said, a unit is a day.
  select reward, coalesce((terms->>'days')::numeric, 1) as days from view_shelf.rewards where kind = 'paid_leave'
)
select (case e.type when %(given)s then 1 else -1 end) * leave.days * coalesce((d.data->>'units')::bigint, 1),
       d.data->>'employee', d.data->>'redemption', leave.reward,
       (select min(q.effective_at) from ledger.event_tags t join ledger.events q using (position)
         where t.tag = 'redemption:' || (d.data->>'redemption') and t.type = 'RedemptionRequested'),
       (select max(q.effective_at) from ledger.event_tags t join ledger.events q using (position)
         where t.tag = 'redemption:' || (d.data->>'redemption') and t.type = 'RedemptionApproved'),
       {COLUMNS}
  from leave
  join ledger.event_tags t on t.tag = 'reward:' || leave.reward and t.type in (%(given)s, %(taken)s)
  join ledger.events e on e.position = t.position
 cross join lateral (select e.data::jsonb as data) d
 where e.effective_at >= %(since)s and e.effective_at < %(until)s
 order by e.position"""  # noqa: S608 - the columns of a fact


class Line(NamedTuple):
    """Days that somebody got, or fewer than none; the same line in two exports is the same days."""

    line: str
    employee: str
    days: Decimal
    redemption: str
    reward: str
    kind: str
    requested_at: datetime | None
    approved_at: datetime | None
    happened_at: datetime
    recorded_at: datetime
    position: int


def lines(connection: Connection, since: datetime, until: datetime) -> list[Line]:
    """Give what happened from one moment to before another, in the order of the log."""
    asked = {"since": since, "until": until, "given": GIVEN, "taken": TAKEN_BACK}
    return [_line(*row) for row in connection.execute(LINES, asked)]


def written(some: Iterable[Line], zone: ZoneInfo, *, bom: bool = False) -> str:
    """Write a CSV file (RFC 4180) with the moments of the company's clock."""
    text = io.StringIO(BOM if bom else "", newline="")
    text.seek(0, io.SEEK_END)
    rows = csv.writer(text)
    rows.writerow(Line._fields)
    for line in some:
        rows.writerow([_cell(value, zone) for value in line])
    return text.getvalue()


def _line(  # noqa: PLR0913 - as the query has them
    days: Decimal,
    employee: str,
    redemption: str,
    reward: str,
    requested_at: datetime | None,
    approved_at: datetime | None,
    *fact: Any,  # noqa: ANN401 - a fact's columns
) -> Line:
    done = Fact(*fact)
    kind = "given" if done.type == GIVEN else "taken_back"
    times = requested_at, approved_at, done.effective_at, done.recorded_at
    return Line(id_of(done), employee, days, redemption, reward, kind, *times, done.position)


def _cell(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    return "" if value is None else str(value)
