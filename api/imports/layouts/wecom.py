"""WeCom's overview and punches (概况统计与打卡明细): one row a person and day, under a header of two rows."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from api.imports.delimited import Line
from api.imports.headings import columns
from api.imports.layout import Found, Layout, Lines, Presence, each
from api.imports.moments import Times, clock, next_day, split_date
from api.imports.reasons import NOT_PUNCHED, Refused
from api.imports.rows import AttendanceRow, Rejected

ALIASES = {
    "day": ("时间", "日期"),
    "name": ("姓名",),
    "account": ("账号",),
    "first": ("最早",),
    "last": ("最晚",),
    "corrected": ("校准状态",),
}
HEADER_WITHIN = 10
NEXT_DAY = "次日"
_NOTHING = ("", "-", "--", "未打卡")
_UNCORRECTED = (*_NOTHING, "未校准", "无")


def _recognise(head: Sequence[Line]) -> Found | None:
    top = head[:HEADER_WITHIN]
    for (_, upper, _), (number, lower, _) in pairwise(top):
        # Merged down, a title stands in the upper row; merged across, its parts stand in the lower.
        width = max(len(upper), len(lower))
        above, beneath = (cells + [""] * (width - len(cells)) for cells in (upper, lower))
        merged = [part.strip() or title for title, part in zip(above, beneath, strict=True)]
        if columns(upper, ALIASES, ("day", "name")) and (
            found := columns(merged, ALIASES, ("day", "name", "first", "last"))
        ):
            return Found(number, found, local_times=True)
    return None


def _rows(found: Found, lines: Lines, times: Times) -> Iterator[AttendanceRow | Rejected]:
    def read(line: Line) -> AttendanceRow:
        cells = line[1]
        day, _ = split_date(found.cell(cells, "day"), times.order)
        joined = _instant(found.cell(cells, "first"), day, times)
        left = _instant(found.cell(cells, "last"), day, times)
        if joined is None and left is None:
            raise Refused(NOT_PUNCHED)
        account = found.cell(cells, "account")
        return Presence(
            line,
            account or found.cell(cells, "name"),
            "id" if account else "name",
            joined_at=joined,
            # One punch is seen as both the first and the last of its day.
            left_at=left if left != joined else None,
            manual=found.cell(cells, "corrected") not in _UNCORRECTED,
        ).row()

    return each(lines, found.last_line, read)


def _instant(text: str, day: date, times: Times) -> datetime | None:
    if text in _NOTHING:
        return None
    if text.startswith(NEXT_DAY):
        return times.at(next_day(day), clock(text.removeprefix(NEXT_DAY)))
    return times.at(day, clock(text))


LAYOUT = Layout("wecom", _recognise, _rows)
