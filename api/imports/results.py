"""Assessment results: one score a row."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from api.imports import reasons
from api.imports.delimited import Line
from api.imports.headings import Columns, columns
from api.imports.reading import Reading, reading_of_table
from api.imports.reasons import Reason
from api.imports.rows import Rejected, ResultRow
from api.imports.source import LIMITS, Limits, Source
from api.imports.tables import Table, tables

ALIASES = {
    "assessment": ("id_assessment", "assessment", "考核", "测验"),
    "person": ("id_student", "person", "学员", "工号"),
    "submitted": ("date_submitted", "submitted", "提交日期"),
    "banked": ("is_banked", "banked", "结转"),
    "score": ("score", "成绩", "分数"),
}
HIGHEST = Decimal(100)

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?").fullmatch
_DAY = re.compile(r"-?[0-9]{1,5}").fullmatch
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: 00:00:00)?").fullmatch
_BANKED = {
    "true": True,
    "1": True,
    "yes": True,
    "是": True,
    "false": False,
    "0": False,
    "no": False,
    "否": False,
}


def read_results(path: Path, *, limits: Limits = LIMITS) -> Reading[ResultRow]:
    """Read a CSV or XLSX file of results."""
    source = Source(path, limits)
    with source.closed_on_error():
        table, line, found = _recognised(tables(source))
    return reading_of_table(source, "results", table, _rows(table.lines(), line, found))


def _recognised(candidates: list[Table]) -> tuple[Table, int, Columns]:
    for table in candidates:
        # Nothing may stand above the header: a result file has no title.
        for number, cells, _ in table.head[:1]:
            if found := columns(cells, ALIASES, tuple(ALIASES)):
                return table, number, found
    raise reasons.LAYOUT_UNKNOWN.unreadable()


def _rows(lines: Iterator[Line | Rejected], header: int, found: Columns) -> Iterator[ResultRow | Rejected]:
    assessment, person, submitted, banked, score = (found[name] for name in ALIASES)
    width = max(found.values()) + 1
    for line in lines:
        if isinstance(line, Rejected):
            yield line
            continue
        number, cells, raw = line
        if number == header:
            continue
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        row = _row(
            number,
            cells[assessment].strip(),
            cells[person].strip(),
            cells[submitted].strip(),
            cells[banked].strip(),
            cells[score].strip(),
            raw,
        )
        yield row.reject(number, raw) if isinstance(row, Reason) else row


def _row(  # noqa: PLR0913  (the columns of a result, and a faster call than one per column)
    number: int, assessment: str, person: str, submitted: str, banked: str, score: str, raw: str
) -> ResultRow | Reason:
    if not assessment:
        return reasons.ASSESSMENT_MISSING
    if not person:
        return reasons.PERSON_MISSING
    day = _day(submitted)
    carried = _BANKED.get(banked.casefold())
    points = _score(score)
    if day is None:
        return reasons.SUBMITTED_UNREADABLE
    if carried is None:
        return reasons.BANKED_UNREADABLE
    if isinstance(points, Reason):
        return points
    return ResultRow(number, assessment, person, day, carried, points, raw)


def _day(text: str) -> str | None:
    if _DAY(text):
        return text
    if not (written := _DATE(text)):
        return None
    try:
        return date.fromisoformat(written[1]).isoformat()
    except ValueError:
        return None


def _score(text: str) -> Decimal | Reason:
    if not text:
        return reasons.SCORE_MISSING
    if not _NUMBER(text):
        return reasons.SCORE_UNREADABLE
    score = Decimal(text)
    return score if 0 <= score <= HIGHEST else reasons.SCORE_OUT_OF_RANGE
