"""Zoom's participant report: a row per joining, or per person when unique users are ticked."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from api.imports.delimited import Line
from api.imports.headings import columns, heading
from api.imports.layout import Found, Layout, Lines, Presence, each, email_or_name
from api.imports.moments import Times
from api.imports.reasons import DURATION_UNREADABLE, WAITING_ROOM, Refused
from api.imports.rows import AttendanceRow, Rejected

ALIASES = {
    "name": ("name (original name)", "name"),
    "email": ("user email", "email"),
    "joined": ("join time",),
    "left": ("leave time",),
    "minutes": ("duration (minutes)", "total duration (minutes)"),
    "waiting": ("in waiting room",),
}
MEETING = ("meeting id", "id")
BLOCK_LINES = 10
_MINUTES = re.compile(r"[0-9]{1,5}").fullmatch


def _recognise(head: Sequence[Line]) -> Found | None:
    for above, (number, cells, _) in enumerate(head[:BLOCK_LINES]):
        if found := columns(cells, ALIASES, ("name", "email", "minutes")):
            return Found(number, found, "joined" in found, _meeting(head[:above]))
    return None


def _meeting(block: Sequence[Line]) -> str | None:
    for (_, titles, _), (_, values, _) in pairwise(block):
        for title, value in zip(titles, values, strict=False):
            if heading(title) in MEETING:
                return "".join(value.split()) or None
    return None


def _rows(found: Found, lines: Lines, times: Times) -> Iterator[AttendanceRow | Rejected]:
    # Zoom writes month first wherever the host lives.
    times = Times(times.zone, times.order or "mdy")

    def read(line: Line) -> AttendanceRow:
        cells = line[1]
        joined, left = found.cell(cells, "joined"), found.cell(cells, "left")
        per_person = "joined" not in found.columns
        if heading(found.cell(cells, "waiting")) == "yes" or not (joined or left or per_person):
            raise Refused(WAITING_ROOM)
        person, kind = email_or_name(found.cell(cells, "email"), found.cell(cells, "name"))
        return Presence(
            line,
            person,
            kind,
            session=found.session,
            joined_at=_instant(joined, times),
            left_at=_instant(left, times),
            minutes=_minutes(found.cell(cells, "minutes")),
        ).row()

    return each(lines, found.last_line, read)


def _instant(text: str, times: Times) -> datetime | None:
    return times.instant(text) if text else None


def _minutes(text: str) -> int | None:
    if text and not _MINUTES(text):
        raise Refused(DURATION_UNREADABLE)
    return int(text) if text else None


LAYOUT = Layout("zoom", _recognise, _rows)
