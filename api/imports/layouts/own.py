"""Our own documented layout: whoever can choose should send this one."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from api.imports.delimited import Line
from api.imports.headings import columns
from api.imports.layout import Found, Layout, Lines, Presence, each
from api.imports.moments import Times, offset_instant
from api.imports.rows import AttendanceRow, Rejected

ALIASES = {
    "person": ("person",),
    "session": ("session",),
    "joined": ("joined_at",),
    "left": ("left_at",),
    "device": ("device",),
    "place": ("place",),
}


def _recognise(head: Sequence[Line]) -> Found | None:
    for number, cells, _ in head[:1]:
        if found := columns(cells, ALIASES, ("person", "session", "joined", "left")):
            return Found(number, found, local_times=False)
    return None


def _rows(found: Found, lines: Lines, _times: Times) -> Iterator[AttendanceRow | Rejected]:
    def read(line: Line) -> AttendanceRow:
        cells = line[1]
        person = found.cell(cells, "person")
        return Presence(
            line,
            person,
            "email" if "@" in person else "id",
            session=found.cell(cells, "session"),
            joined_at=_instant(found.cell(cells, "joined")),
            left_at=_instant(found.cell(cells, "left")),
            device=found.cell(cells, "device"),
            place=found.cell(cells, "place"),
        ).row()

    return each(lines, found.last_line, read)


def _instant(text: str) -> datetime | None:
    return offset_instant(text) if text else None


LAYOUT = Layout("own", _recognise, _rows)
