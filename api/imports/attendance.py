"""Attendance from any layout we know: recognised by its headings, read by its own file."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from api.imports import reasons
from api.imports.layout import Found, Layout
from api.imports.layouts import offered
from api.imports.moments import DateOrder, Times
from api.imports.reading import Reading, reading_of_table
from api.imports.rows import AttendanceRow
from api.imports.source import LIMITS, Limits, Source
from api.imports.tables import Table, tables


def read_attendance(
    path: Path,
    *,
    zone: ZoneInfo | None,
    layout: str | None = None,
    date_order: DateOrder | None = None,
    limits: Limits = LIMITS,
) -> Reading[AttendanceRow]:
    """Read an attendance export; `zone` is the one its clocks showed, where its times do not say it."""
    known = offered()
    if layout is not None and layout not in known:
        raise reasons.LAYOUT_NOT_OFFERED.unreadable()
    wanted = list(known.values()) if layout is None else [known[layout]]
    source = Source(path, limits)
    with source.closed_on_error():
        table, chosen, found = _recognised(tables(source), wanted)
        if found.local_times and zone is None:
            raise reasons.ZONE_REQUIRED.unreadable()
    rows = chosen.rows(found, table.lines(), Times(zone, date_order))
    return reading_of_table(source, chosen.name, table, rows)


def _recognised(candidates: Sequence[Table], wanted: Sequence[Layout]) -> tuple[Table, Layout, Found]:
    for table in candidates:
        for layout in wanted:
            if found := layout.recognise(table.head):
                return table, layout, found
    raise reasons.LAYOUT_UNKNOWN.unreadable()
