"""Microsoft Teams' attendance report: three sections, or one flat table in older releases."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from api.imports import reasons
from api.imports.delimited import Line
from api.imports.durations import spoken_seconds
from api.imports.headings import Columns, cell, columns, heading
from api.imports.layout import Found, Layout, Lines, Presence, attempted, below, email_or_name, held
from api.imports.moments import DateOrder, Times, written_order
from api.imports.rows import AttendanceRow, Rejected

ALIASES = {
    "name": ("name", "full name"),
    "joined": ("join time", "first join", "first join time"),
    "left": ("leave time", "last leave", "last leave time"),
    "duration": ("duration", "in-meeting duration"),
    "email": ("email",),
    "upn": ("participant id (upn)",),
    "role": ("role",),
}
REQUIRED = ("name", "joined", "left", "duration", "role")
# The section to be read is only known at the end, and a meeting holds 20,000 at most.
LINES_CAP = 100_000
_SECTION = re.compile(r"([1-9])\. ").match


def _recognise(head: Sequence[Line]) -> Found | None:
    if not any(columns(cells, ALIASES, REQUIRED) for _, cells, _ in head):
        return None
    number, cells, _ = head[0]
    if _SECTION(cells[0].strip()) or any("full name" in map(heading, cells) for _, cells, _ in head[:10]):
        return Found(number - 1, {}, local_times=True)
    return None


def _rows(found: Found, lines: Lines, times: Times) -> Iterator[AttendanceRow | Rejected]:
    everything = held(below(lines, found.last_line), LINES_CAP)
    header, body = _people(everything)
    times = Times(times.zone, times.order or _order(header, body))
    session = _meeting(everything)
    for line in body:
        if isinstance(line, Rejected):
            yield line
        else:
            yield attempted(line, lambda line: _row(line, header, session, times))


def _row(line: Line, header: Columns, session: str | None, times: Times) -> AttendanceRow:
    cells = line[1]
    joined, left = cell(cells, header, "joined"), cell(cells, header, "left")
    person, kind = email_or_name(
        cell(cells, header, "email") or cell(cells, header, "upn"), cell(cells, header, "name")
    )
    return Presence(
        line,
        person,
        kind,
        session=session,
        joined_at=_instant(joined, times),
        left_at=_instant(left, times),
        minutes=_minutes(cell(cells, header, "duration")),
    ).row()


def _people(lines: Sequence[Line | Rejected]) -> tuple[Columns, list[Line | Rejected]]:
    """Take the last table of people: one row a joining where the file has it, one row a person where not."""
    header: Columns = {}
    body: list[Line | Rejected] = []
    inside = False
    for line in lines:
        if isinstance(line, Rejected):
            body += [line]
        elif _SECTION(line[1][0].strip()) and not any(line[1][1:]):
            inside = False
        elif found := columns(line[1], ALIASES, REQUIRED):
            header, body, inside = found, [], True
        elif inside:
            body += [line]
    return header, body


def _order(header: Columns, body: Sequence[Line | Rejected]) -> DateOrder | None:
    """Find the order of day and month from the file as a whole."""
    texts = [
        cell(line[1], header, name) for line in body if not isinstance(line, Rejected) for name in ("joined", "left")
    ]
    orders = {order for text in texts if (order := written_order(text))}
    if len(orders) > 1:
        raise reasons.DATE_ORDER_MIXED.unreadable()
    if orders:
        return orders.pop()
    # Capital AM and PM are American; Australia and India put the day first and write am and pm.
    return "mdy" if texts and all(text.endswith(("AM", "PM")) for text in texts if text) else None


def _meeting(lines: Sequence[Line | Rejected]) -> str | None:
    for line in lines[:20]:
        if not isinstance(line, Rejected) and heading(line[1][0]) == "meeting id" and len(line[1]) > 1:
            return line[1][1].strip() or None
    return None


def _instant(text: str, times: Times) -> datetime | None:
    return times.instant(text) if text else None


def _minutes(text: str) -> int | None:
    seconds = spoken_seconds(text) if text else None
    if text and seconds is None:
        raise reasons.Refused(reasons.DURATION_UNREADABLE)
    return None if seconds is None else seconds // 60


LAYOUT = Layout("teams", _recognise, _rows)
