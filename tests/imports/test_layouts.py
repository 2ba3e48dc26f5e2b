"""Every system's export is read as that system writes it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from api.imports import AttendanceRow, read_attendance

from .test_attendance import codes, refusal, rows, taken, utc, what

Write = Callable[..., Path]

SHANGHAI = ZoneInfo("Asia/Shanghai")

ZOOM_BLOCK = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
    "812 3456 7890,Safety,07/22/2026 07:00:00 PM,07/22/2026 08:00:00 PM,host@x.example,60,2,\n\n"
)
ZOOM_JOINS = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n"
    "Ann (Ann Lee),ann@x.example,07/22/2026 07:00:11 PM,07/22/2026 07:20:00 PM,20,No,No\n"
    '"Lee, Bo",,07/22/2026 07:05:00 PM,07/22/2026 07:06:00 PM,1,Yes,No\n'
    "Cai,,,,,Yes,Yes\n"
    "Dee,,07/22/2026 07:05:00 PM,07/22/2026 07:06:00 PM,1,Yes,Yes\n"
)


def test_zoom_gives_a_row_a_joining(write: Write) -> None:
    path = write(ZOOM_BLOCK + ZOOM_JOINS, encoding="utf-8-sig")
    ann, bo, cai, dee = rows(path)
    assert isinstance(ann, AttendanceRow)
    assert isinstance(bo, AttendanceRow)
    assert (ann.person, ann.person_kind, ann.session, ann.line) == (
        "ann@x.example",
        "email",
        "81234567890",
        5,
    )
    assert (ann.joined_at, ann.left_at, ann.minutes) == (utc(22, 11, 0, 11), utc(22, 11, 20), 20)
    assert (bo.person, bo.person_kind) == ("Lee, Bo", "name")
    assert codes(path)[2:] == ["WAITING_ROOM", "WAITING_ROOM"]
    assert (cai.line, dee.line) == (7, 8)
    assert refusal(path, None) == "ZONE_REQUIRED"
    assert what(read_attendance(path, zone=SHANGHAI)) == ("zoom", "utf-8-sig", "comma")


def test_zoom_without_its_block_and_in_other_letters(write: Write) -> None:
    path = write(
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
        "Ann,ann@x.example,07/22/2026 07:00:11 PM,07/22/2026 07:20:00 PM,20,No\n"
    )
    (row,) = taken(path)
    assert (row.session, row.joined_at) == (None, utc(22, 11, 0, 11))


def test_zoom_by_unique_users_knows_minutes_only(write: Write) -> None:
    path = write(
        "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
        "Ann,ann@x.example,55,No\nBo,,many,Yes\nCai,,,Yes\n"
    )
    ann = rows(path, None)[0]
    assert isinstance(ann, AttendanceRow)
    assert (ann.minutes, ann.joined_at, ann.left_at) == (55, None, None)
    assert codes(path, None) == ["taken", "DURATION_UNREADABLE", "TIME_MISSING"]


TEAMS = (
    "1. Summary\nMeeting title\tSafety\nAttended participants\t2\nStart time\t7/22/26, 6:58:00 PM\n\n"
    "2. Participants\n"
    "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
    "Ann\t7/22/26, 7:00:11\u202fPM\t7/22/26, 8:02:21 PM\t1h 2m 10s\tann@x.example\tann@x.example\tPresenter\n"
    "Bo\t7/22/26, 7:00:00 PM\t7/22/26, 7:10:00 PM\t10m\t\tbo@x.example\tAttendee\n"
)
TEAMS_JOINS = (
    "\n3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
    "Ann\t7/22/26, 7:00:11 PM\t7/22/26, 7:30:11 PM\t30m\tann@x.example\tPresenter\n"
    "Ann\t7/22/26, 7:30:00 PM\t7/22/26, 8:02:21 PM\t32m 21s\tann@x.example\tPresenter\n"
    "Guest\t7/22/26, 7:00:00 PM\t7/22/26, 7:10:00 PM\t10m\t\tAttendee\n"
)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8"])
def test_teams_prefers_the_section_with_every_joining(write: Write, encoding: str) -> None:
    path = write(TEAMS + TEAMS_JOINS, encoding=encoding)
    first, second, guest = taken(path)
    assert (first.joined_at, first.left_at, first.minutes) == (utc(22, 11, 0, 11), utc(22, 11, 30, 11), 30)
    assert (second.person, second.minutes) == ("ann@x.example", 32)
    assert (guest.person, guest.person_kind) == ("Guest", "name")
    assert refusal(path, None) == "ZONE_REQUIRED"
    assert what(read_attendance(path, zone=SHANGHAI)) == ("teams", encoding, "tab")


def test_teams_without_activities_gives_a_row_a_person(write: Write) -> None:
    ann, bo = taken(write(TEAMS, encoding="utf-16"))
    assert (ann.joined_at, ann.left_at, ann.minutes) == (utc(22, 11, 0, 11), utc(22, 12, 2, 21), 62)
    assert (bo.person, bo.person_kind) == ("bo@x.example", "email")


def flat(first: str, second: str) -> str:
    return (
        "Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\n"
        f"Ann\t{first}\t{second}\t10m\tann@x.example\tAttendee\tann@x.example\n"
    )


@pytest.mark.parametrize(
    ("first", "second", "order", "found"),
    [
        ("7/2/2026, 7:00:00 PM", "7/2/2026, 7:10:00 PM", None, 2),
        ("22/7/2026, 7:00:00 pm", "22/7/2026, 7:10:00 pm", None, 22),
        ("2/7/2026, 19:00:00", "22/7/2026, 19:10:00", None, 2),
        ("02.07.2026, 19:00:00", "02.07.2026, 19:10:00", None, 2),
        ("2026/7/2 下午7:00:00", "2026/7/2 下午7:10:00", None, 2),
        ("2/7/2026, 19:00:00", "2/7/2026, 19:10:00", "dmy", 2),
        ("7/2/2026, 19:00:00", "7/2/2026, 19:10:00", "mdy", 2),
    ],
)
def test_teams_dates_follow_the_reader_s_language(
    write: Write, first: str, second: str, order: str | None, found: int
) -> None:
    (row,) = taken(write(flat(first, second), encoding="utf-16"), date_order=order)
    assert row.joined_at == utc(found, 11)


def test_teams_dates_that_could_be_either_are_not_guessed(write: Write) -> None:
    assert codes(write(flat("2/7/2026, 19:00:00", "2/7/2026, 19:10:00"))) == ["DATE_ORDER_REQUIRED"]
    assert refusal(write(flat("2/17/2026, 19:00:00", "22/7/2026, 19:10:00"))) == "DATE_ORDER_MIXED"


DINGTALK = (
    "姓名,考勤组,部门,工号,职位,UserId,考勤日期,考勤时间,打卡时间,打卡结果,打卡地址,打卡备注,异常打卡原因,"
    "打卡图片1,打卡图片2,打卡设备,管理员修改备注\n"
    "王芳,总部,研发,1001,,u1,26-07-22 星期三,2026-07-22 09:00,2026-07-22 08:58,正常,一号楼,,,,,iPhone,\n"
    "王芳,总部,研发,1001,,u1,26-07-22 星期三,2026-07-22 12:00,2026-07-22 12:00,正常,一号楼,,,,,iPhone,\n"
    "李雷,总部,研发,,,u2,26-07-22 星期三,2026-07-22 09:00,2026-07-22 09:10,迟到,,,,,,,补卡\n"
    "王芳,总部,研发,1001,,u1,26-07-22 星期三,2026-07-22 18:00,2026-07-23 00:05,正常,一号楼,,,,,iPhone,\n"
    "韩梅,总部,研发,1003,,u3,26-07-22 星期三,2026-07-22 09:00,,缺卡,,,,,,,\n"
)


def test_dingtalk_takes_the_first_and_last_punch_of_a_day_as_its_ends(write: Write) -> None:
    path = write(DINGTALK, encoding="gbk")
    came, between, other, went, absent = rows(path)
    assert isinstance(came, AttendanceRow)
    assert isinstance(between, AttendanceRow)
    assert isinstance(other, AttendanceRow)
    assert isinstance(went, AttendanceRow)
    assert (came.joined_at, came.left_at) == (utc(22, 0, 58), None)
    assert (between.joined_at, between.left_at) == (utc(22, 4), utc(22, 4))
    assert (went.joined_at, went.left_at) == (None, utc(22, 16, 5))
    assert (came.person, came.person_kind, came.device, came.place) == ("1001", "id", "iPhone", "一号楼")
    assert (other.person, other.manual, came.manual) == ("u2", True, False)
    assert codes(path)[4] == "NOT_PUNCHED"
    assert absent.raw.startswith("韩梅")
    assert what(read_attendance(path, zone=SHANGHAI)) == ("dingtalk", "gb18030", "comma")


def test_a_punch_keeps_its_key_when_later_punches_change_its_part(write: Write) -> None:
    before = taken(write("\n".join(DINGTALK.splitlines()[:3]), encoding="gbk"))
    after = rows(write(DINGTALK, encoding="gbk"))
    assert [row.key for row in before] == [row.key for row in after[:2] if isinstance(row, AttendanceRow)]
    assert before[1].joined_at is None


def workbook(path: Path, rows: Sequence[Sequence[object]], *merged: str) -> Path:
    book = openpyxl.Workbook()
    book.create_sheet("说明", 0)
    sheet = book["Sheet"]
    sheet.title = "概况统计与打卡明细"
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


WECOM: list[list[object]] = [
    ["概况统计与打卡明细"],
    ["统计时间 2026-07-22 至 2026-07-22"],
    ["时间", "姓名", "账号", "基础信息", "", "考勤概况", "", "", "校准状态"],
    ["", "", "", "部门", "职务", "班次", "最早", "最晚", ""],
    ["2026/07/22 星期三", "王芳", "wangfang", "研发", "", "", "08:58", "次日 00:05", "--"],
    ["2026/07/22 星期三", "李雷", "lilei", "研发", "", "", "09:10", "09:10", "已校准"],
    ["2026/07/22 星期三", "韩梅", "hanmei", "研发", "", "", "--", "--", "--"],
    ["2026/07/22 星期三", "=HYPERLINK(1)", "x", "研发", "", "", "08:58", "18:00", "--"],
]


def test_wecom_is_read_under_its_header_of_two_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "wecom.xlsx", WECOM, "A1:I1", "A3:A4", "B3:B4", "D3:E3", "F3:H3")
    wang, li, *_ = rows(path)
    assert isinstance(wang, AttendanceRow)
    assert isinstance(li, AttendanceRow)
    assert (wang.line, wang.person, wang.person_kind, wang.manual) == (5, "wangfang", "id", False)
    assert (wang.joined_at, wang.left_at) == (utc(22, 0, 58), utc(22, 16, 5))
    assert (li.joined_at, li.left_at, li.manual) == (utc(22, 1, 10), None, True)
    assert codes(path) == ["taken", "taken", "NOT_PUNCHED", "FORMULA"]
    assert refusal(path, None) == "ZONE_REQUIRED"
    assert what(read_attendance(path, zone=SHANGHAI)) == ("wecom", "xlsx", "sheet 概况统计与打卡明细")
