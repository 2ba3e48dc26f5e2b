"""DingTalk's raw punches (原始记录): one moment a row, and a day's first and last are its ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.imports.delimited import Line
from api.imports.headings import columns
from api.imports.layout import Found, Layout, Lines, Presence, attempted, below, held
from api.imports.moments import Times, clock, split_date
from api.imports.reasons import NOT_PUNCHED, Refused
from api.imports.rows import AttendanceRow, PersonKind, Rejected

ALIASES = {
    "name": ("姓名",),
    "number": ("工号",),
    "user": ("userid",),
    "day": ("考勤日期",),
    "punched": ("打卡时间",),
    "result": ("打卡结果",),
    "place": ("打卡地址",),
    "device": ("打卡设备",),
    "changed": ("管理员修改备注",),
}
# A day's last punch is only known when the file ends.
PUNCHES_CAP = 200_000
HEADER_WITHIN = 10
_SHORT_YEAR = re.compile(r"[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])").match
_ABSENT = ("未打卡", "缺卡")

Ends = dict[tuple[str, date], tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Punch:
    """One moment at which somebody was seen, and the working day it counts for."""

    line: Line
    person: str
    kind: PersonKind
    day: date
    moment: datetime


def _recognise(head: Sequence[Line]) -> Found | None:
    for number, cells, _ in head[:HEADER_WITHIN]:
        if found := columns(cells, ALIASES, ("name", "day", "punched", "result")):
            return Found(number, found, local_times=True)
    return None


def _rows(found: Found, lines: Lines, times: Times) -> Iterator[AttendanceRow | Rejected]:
    punches = [
        line if isinstance(line, Rejected) else attempted(line, lambda line: _punch(line, found, times))
        for line in held(below(lines, found.last_line), PUNCHES_CAP)
    ]
    ends: Ends = {}
    for punch in punches:
        if isinstance(punch, Punch):
            moment, day = punch.moment, (punch.person, punch.day)
            first, last = ends.get(day, (moment, moment))
            ends[day] = (min(first, moment), max(last, moment))
    for punch in punches:
        if isinstance(punch, Rejected):
            yield punch
        else:
            yield _seen(punch, found, *ends[punch.person, punch.day])


def _punch(line: Line, found: Found, times: Times) -> Punch:
    cells = line[1]
    punched = found.cell(cells, "punched")
    if not punched or any(word in found.cell(cells, "result") for word in _ABSENT):
        raise Refused(NOT_PUNCHED)
    day, _ = _date(found.cell(cells, "day"))
    # Where the punch names no date of its own, it happened on the day it counts for.
    own, hour = (day, punched) if punched.find(":") in range(3) else _date(punched)
    identity = found.cell(cells, "number") or found.cell(cells, "user")
    return Punch(
        line,
        identity or found.cell(cells, "name"),
        "id" if identity else "name",
        day,
        times.at(own, clock(hour)),
    )


def _seen(punch: Punch, found: Found, first: datetime, last: datetime) -> AttendanceRow | Rejected:
    moment, cells = punch.moment, punch.line[1]
    between = first < moment < last
    presence = Presence(
        punch.line,
        punch.person,
        punch.kind,
        # A punch between the ends proves being there and lasts no time.
        joined_at=moment if moment == first or between else None,
        left_at=moment if between or moment == last != first else None,
        device=found.cell(cells, "device"),
        place=found.cell(cells, "place"),
        manual=bool(found.cell(cells, "changed")),
    )
    return attempted(punch.line, lambda _line: presence.row())


def _date(text: str) -> tuple[date, str]:
    return split_date(f"20{text}" if _SHORT_YEAR(text) else text, None)


LAYOUT = Layout("dingtalk", _recognise, _rows)
