"""Attendance is recognised by its headings and read into presence."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.imports import AttendanceRow, Reading, Rejected, Unreadable, read_attendance

Write = Callable[..., Path]

SHANGHAI = ZoneInfo("Asia/Shanghai")
OWN = "person,session,joined_at,left_at,device,place\n"


def rows(path: Path, zone: ZoneInfo | None = SHANGHAI, **options: Any) -> list[AttendanceRow | Rejected]:
    with read_attendance(path, zone=zone, **options) as reading:
        return list(reading)


def taken(path: Path, zone: ZoneInfo | None = SHANGHAI, **options: Any) -> list[AttendanceRow]:
    found = rows(path, zone, **options)
    assert not [row for row in found if isinstance(row, Rejected)]
    return [row for row in found if isinstance(row, AttendanceRow)]


def codes(path: Path, zone: ZoneInfo | None = SHANGHAI, **options: Any) -> list[str]:
    return [row.code if isinstance(row, Rejected) else "taken" for row in rows(path, zone, **options)]


def refusal(path: Path, zone: ZoneInfo | None = SHANGHAI, **options: Any) -> str:
    with pytest.raises(Unreadable) as refused:
        rows(path, zone, **options)
    assert refused.value.en
    assert refused.value.zh
    return refused.value.code


def utc(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, second, tzinfo=UTC)


def what(reading: Reading[AttendanceRow]) -> tuple[str, str, str]:
    with reading:
        return reading.layout, reading.encoding, reading.seen_as


def test_our_own_layout_needs_no_zone(write: Write) -> None:
    path = write(OWN + "1001,S-7,2026-07-22T09:00:00+08:00,2026-07-22T02:30:00Z,kiosk,Room 3\n")
    (row,) = taken(path, None)
    assert (row.person, row.person_kind, row.session) == ("1001", "id", "S-7")
    assert (row.joined_at, row.left_at, row.minutes) == (utc(22, 1), utc(22, 2, 30), None)
    assert (row.device, row.place, row.manual, row.method) == ("kiosk", "Room 3", False, "import")
    assert what(read_attendance(path, zone=None)) == ("own", "utf-8", "comma")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1,S,2026-07-22T09:00:00,", "TIME_WITHOUT_OFFSET"),
        ("1,S,22 July,", "TIME_UNREADABLE"),
        ("1,S,0000-01-01T00:00:00Z,", "TIME_UNREADABLE"),
        ("1,S,10000-01-01T00:00:00Z,", "TIME_UNREADABLE"),
        ("1,S,0001-01-01T00:00:00+08:00,", "TIME_OUT_OF_RANGE"),
        ("1,S,,", "TIME_MISSING"),
        (",S,2026-07-22T09:00:00Z,", "PERSON_MISSING"),
        ("1,S,2026-07-22T09:00:00Z,2026-07-22T08:00:00Z", "LEFT_BEFORE_JOINED"),
    ],
)
def test_a_bad_row_of_ours_says_why(write: Write, written: str, why: str) -> None:
    assert codes(write(OWN + written + "\n"), None) == [why]


def test_the_key_survives_another_file_offset_and_letter_case(write: Write) -> None:
    (first,) = taken(write(OWN + "Ann@x.example,S,2026-07-22T09:00:00+08:00,2026-07-22T10:00:00+08:00\n"))
    (second,) = taken(
        write(
            "session;left_at;joined_at;person\n\n\nS;2026-07-22T02:00:00Z;2026-07-22T01:00Z;ann@x.example\n",
            "b.txt.gz",
            "utf-16",
        )
    )
    assert first.key == second.key
    (other,) = taken(write(OWN + "Ann@x.example,T,2026-07-22T09:00:00+08:00,2026-07-22T10:00:00+08:00\n"))
    assert other.key != first.key


def test_a_clock_set_back_or_forward_leaves_no_guess(write: Write) -> None:
    header = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    path = write(
        header
        + "Ann,,10/25/2026 02:30:00 AM,10/25/2026 04:00:00 AM,90,Yes\n"
        + "Ann,,03/29/2026 01:00:00 AM,03/29/2026 02:30:00 AM,30,Yes\n"
        + "Ann,,10/25/2026 12:30:00 AM,10/25/2026 12:40:00 AM,10,Yes\n"
    )
    assert codes(path, ZoneInfo("Europe/Paris")) == ["TIME_AMBIGUOUS", "TIME_NONEXISTENT", "taken"]


def test_a_layout_may_be_named(write: Write) -> None:
    path = write(OWN + "1,S,2026-07-22T09:00:00Z,\n")
    assert len(taken(path, layout="own")) == 1
    assert refusal(path, layout="zoom") == "LAYOUT_UNKNOWN"
    assert refusal(path, layout="fax") == "LAYOUT_NOT_OFFERED"


def test_unknown_columns_are_unreadable(write: Write) -> None:
    assert refusal(write("a,b,c\n1,2,3\n")) == "LAYOUT_UNKNOWN"
    assert refusal(write("")) == "FILE_EMPTY"
    assert refusal(Path("/nowhere/at all")) == "NO_FILE"
