"""A branch report: its people, categories, courses and weeks, in a workbook in which no cell is a formula."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook
from views.facts import CAPPED, JULY, awarded, joined, listed, on, policy, reversed_

from api import branch_report as reports
from api import people
from ledger import events as e
from ledger.refusals.documents import DocumentTooLong
from projections.branch_report import report
from projections.branch_report.report import BranchReport, branch_report
from projections.branch_report.workbook import workbook
from projections.compliance.sources import NOW, AsOf
from projections.documents.language import Language

Learn = Callable[..., None]
HOSTILE = '=HYPERLINK("http://x","y")'


def west() -> list[e.Event]:
    """Two people of CD, one of its EAST, and one of another branch."""
    tree = [("WEST", None), ("CD", "WEST"), ("EAST", "CD"), ("XA", "WEST")]
    fire = {"obligation": "FIRE-2026", "course": "FIRE", "branch": "WEST", "until": "2026-03-31"}
    return [
        *(e.BranchOpened(branch=name, parent=up, name=name, effective_at=on(1, year=2024)) for name, up in tree),
        *policy(CAPPED),
        *(joined(who, branch) for who, branch in (("lin", "CD"), ("wu", "CD"), ("zhao", "EAST"), ("qian", "XA"))),
        e.PositionAssigned(employee="wu", position="engineer", level=None, effective_at=on(1)),
        listed(),
        listed("DATA", "elective", "general"),
        e.CourseRequired.model_validate({**fire, "effective_at": on(1)}),
        awarded("40.00", at=on(3, 2)),
        awarded("12.00", "completion:X-2", on(5, 4), course="DATA"),
        awarded("15.00", "session:S-2", on(4, 7), employee="wu"),
        awarded("60.00", "completion:X-9", on(4, 7), employee="qian", course="DATA"),
    ]


def made(application: psycopg.Connection, branch: str = "CD", when: AsOf = NOW) -> BranchReport:
    found = branch_report(application, branch, "2026", JULY, when)
    assert found is not None
    return found


def sheets(found: BranchReport, language: Language | None = None) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(workbook(found, language)))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book}


def test_a_branch_is_shown_with_all_below_it_in_five_sheets(
    application: psycopg.Connection, ledger_database: str, learn: Learn
) -> None:
    learn(*west())
    with psycopg.connect(ledger_database) as office:
        people.keep(office, [people.Person("lin", "林小雨")])
    book = sheets(made(application), "zh")
    assert list(book) == ["概要", "人员", "类别", "课程", "学习热度"]
    summary = dict(row for row in book["概要"] if row[0])
    assert (summary["分支机构"], summary["期间"]) == ("CD", "2026")
    assert [summary[name] for name in ("人数", "完成", "按进度", "落后")] == [3, 0, 0, 3]
    assert [summary[name] for name in ("应修", "已获", "计入", "还差", "逾期必修课")] == [300, 67, 57, 243, 2]
    heading, *rows = book["人员"]
    assert heading == (
        *("人员", "姓名", "分支机构", "岗位", "应修", "已获", "结转", "计入", "还差", "应达进度", "进度", "逾期必修课"),
    )
    assert rows == [
        ("zhao", None, "EAST", None, 100, 0, 0, 0, 100, 50.14, "落后", 1),
        ("wu", None, "CD", "engineer", 100, 15, 0, 15, 85, 50.14, "落后", 1),
        ("lin", "林小雨", "CD", None, 100, 52, 0, 42, 58, 50.14, "落后", 0),
    ]
    assert book["类别"][1:] == [
        ("选修", 1, 12, 12, 0),
        ("通用", 1, 12, 12, 0),
        ("必修", 3, 55, 55, 65),
        ("专门业务", 3, 55, 45, 10),
    ]
    assert book["课程"][1:] == [("FIRE", "FIRE", 2, 180, 55), ("DATA", "DATA", 1, 90, 12)]
    assert book["学习热度"][1:] == [("2026-W10", 1, 90, 40), ("2026-W15", 1, 90, 15), ("2026-W19", 1, 90, 12)]


def test_it_speaks_both_languages(application: psycopg.Connection, learn: Learn) -> None:
    learn(*west())
    assert list(sheets(made(application), "en")) == ["Summary", "People", "Categories", "Courses", "Learning by week"]
    assert sheets(made(application), "en")["People"][1][10] == "Behind"
    both = sheets(made(application))
    assert both["类别 Categories"][1][0] == "选修 elective"


def test_as_of_either_clock_nothing_later_is_seen(application: psycopg.Connection, learn: Learn) -> None:
    learn(*west())
    known = datetime.now(UTC)
    learn(reversed_("40.00", at=on(3, 2)), e.EmployeeMoved(employee="wu", branch="XA", effective_at=on(5)))
    now = made(application)
    assert [one.employee for one in now.people] == ["zhao", "lin"]
    assert [one.missed for one in now.people] == [1, 1]
    then = made(application, when=AsOf(on(4, 1), known))
    assert [(one.employee, one.branch, one.missed) for one in then.people] == [
        *(("wu", "CD", 1), ("zhao", "EAST", 1), ("lin", "CD", 0)),
    ]
    assert ([week.key for week in then.weeks], [one.key for one in then.courses]) == (["2026-W10"], ["FIRE"])
    # Of a moment at which everything was known, the derived report is the kept one.
    whole = made(application, when=AsOf(JULY, None))
    for part in ("people", "parts", "courses", "weeks"):
        assert getattr(whole, part) == getattr(now, part)


@pytest.mark.parametrize("sign", ["=1+1", "+1+1", "-1+1", "@SUM(A1)"])
def test_no_cell_is_a_formula(application: psycopg.Connection, ledger_database: str, learn: Learn, sign: str) -> None:
    what = {"course": sign, "title": HOSTILE, "credits": "20", "kind": "required", "category": "special", "minutes": 90}
    learn(
        e.BranchOpened(branch=sign, parent=None, name=HOSTILE, effective_at=on(1, year=2024)),
        joined(sign, sign),
        e.CourseListed.model_validate({**what, "effective_at": on(1)}),
        awarded("20.00", employee=sign, course=sign),
    )
    with psycopg.connect(ledger_database) as office:
        people.keep(office, [people.Person(sign, HOSTILE)])
    book = load_workbook(BytesIO(workbook(made(application, sign), None)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell.value for cell in cells if cell.data_type == "s"]
    assert (texts.count(sign), texts.count(HOSTILE)) == (4, 2)


def test_more_people_than_a_report_holds_are_refused(
    application: psycopg.Connection, learn: Learn, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn(*west())
    monkeypatch.setattr(report, "PEOPLE_MAX", 3)
    assert reports.reported(application, "CD", "2026", JULY, NOW) is not None
    with pytest.raises(DocumentTooLong):
        reports.reported(application, "WEST", "2026", JULY, NOW)
    with pytest.raises(DocumentTooLong):
        reports.reported(application, "WEST", "2026", JULY, AsOf(JULY, None))


def test_nobody_s_branch_is_none_and_an_empty_one_has_no_people(application: psycopg.Connection, learn: Learn) -> None:
    learn(*west(), e.BranchOpened(branch="SZ", parent=None, name="SZ", effective_at=on(1)))
    assert branch_report(application, "NOWHERE", "2026", JULY) is None
    assert (made(application, "SZ").people, made(application, "SZ").weeks) == ([], [])
