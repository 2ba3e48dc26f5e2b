"""Corrections by hand, as a list that somebody made: one a row."""

import re
from pathlib import Path

from api.imports import reasons
from api.imports.delimited import Line
from api.imports.headings import Columns, cell, columns
from api.imports.layout import attempted, below
from api.imports.reading import Reading, reading_of_table
from api.imports.reasons import Refused
from api.imports.rows import AdjustmentRow, Rejected
from api.imports.source import LIMITS, Limits, Source
from api.imports.tables import Table, tables

ALIASES = {
    "person": ("employee", "员工", "工号"),
    "kind": ("kind", "类型"),
    "points": ("points", "积分"),
    "because": ("because", "reason", "原因代码"),
    "note": ("note", "说明"),
    "reference": ("reference", "凭证"),
}
REQUIRED = tuple(name for name in ALIASES if name != "reference")
KINDS = {"grant": "grant", "发放": "grant", "deduct": "deduct", "扣减": "deduct", "waive": "waive", "豁免": "waive"}

_POINTS = re.compile(r"0*[1-9][0-9]{0,11}").fullmatch


def read_adjustments(path: Path, batch: str, *, limits: Limits = LIMITS) -> Reading[AdjustmentRow]:
    """Read a CSV or XLSX file of corrections, which are decided together under the name of their batch."""
    source = Source(path, limits)
    with source.closed_on_error():
        table, header, found = _recognised(tables(source))

    def read(line: Line) -> AdjustmentRow:
        return _row(line, found, batch)

    rows = (one if isinstance(one, Rejected) else attempted(one, read) for one in below(table.lines(), header))
    return reading_of_table(source, "adjustments", table, rows)


def _recognised(candidates: list[Table]) -> tuple[Table, int, Columns]:
    for table in candidates:
        for number, cells, _ in table.head[:1]:
            if found := columns(cells, ALIASES, REQUIRED):
                return table, number, found
    raise reasons.LAYOUT_UNKNOWN.unreadable()


def _row(line: Line, found: Columns, batch: str) -> AdjustmentRow:
    number, cells, raw = line
    said = {name: cell(cells, found, name) for name in ALIASES}
    kind = KINDS.get(said["kind"].casefold())
    if not said["person"]:
        raise Refused(reasons.PERSON_MISSING)
    if kind is None:
        raise Refused(reasons.KIND_UNKNOWN)
    if not _POINTS(said["points"]):
        raise Refused(reasons.POINTS_UNREADABLE)
    if not said["because"]:
        raise Refused(reasons.REASON_MISSING)
    if not said["note"]:
        raise Refused(reasons.NOTE_MISSING)
    return AdjustmentRow(number, batch, **{**said, "kind": kind}, raw=raw)
