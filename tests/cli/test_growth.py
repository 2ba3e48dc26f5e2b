"""A growth file and a branch report from a shell."""

from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from cli.program import merit, said
from growth import scene
from openpyxl import load_workbook
from views.appending import append

from api import people


@pytest.fixture
def url(ledger_database: str) -> str:
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, scene.lin())
        people.keep(log, [people.Person("lin", "林小雨")])
    return ledger_database


def test_a_growth_file_in_every_form(url: str, tmp_path: Path) -> None:
    made = said(merit("growth", "lin", "--json", url=url))
    assert (made["name"], [one["period"] for one in made["periods"]][:2]) == ("林小雨", ["2025", "2026"])
    shown = merit("growth", "lin", "--language", "zh", url=url).stdout
    assert "人员  lin 林小雨" in shown
    assert "冲销，事由 COPIED_ANSWERS" in shown
    assert "Learning" not in shown
    early = said(merit("growth", "lin", "--as-of", "2026-02-28", "--json", url=url))
    assert [line["activity"] for line in early["transcript"]] == ["completion:X-0", "session:S-1"]

    book, paper = tmp_path / "g.xlsx", tmp_path / "g.pdf"
    assert merit("growth", "lin", "--xlsx", str(book), url=url).stdout.strip() == str(book)
    rows = load_workbook(BytesIO(book.read_bytes()))["学习记录 Transcript"].max_row
    assert rows == len(made["transcript"]) + 1
    assert merit("growth", "lin", "--pdf", str(paper), "--language", "en", url=url).returncode == 0
    assert paper.read_bytes().startswith(b"%PDF-1.")


def test_a_branch_report(url: str, tmp_path: Path) -> None:
    book = tmp_path / "b.xlsx"
    ran = merit("branch-report", "WEST", "--period", "2026", "--language", "en", "--xlsx", str(book), url=url)
    assert (ran.returncode, ran.stdout.strip()) == (0, str(book))
    people_ = load_workbook(BytesIO(book.read_bytes()))["People"]
    assert [tuple(cell.value for cell in row)[:9] for row in people_.iter_rows(min_row=2)] == [
        ("lin", "林小雨", "CD", "engineer", 100, 60, 0, 60, 40),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("growth", "nobody"), 1),
        (("growth", "lin", "--xlsx", "a.xlsx", "--json"), 2),
        (("growth", "lin", "--language", "de"), 2),
        (("growth", "lin", "--as-of", "soon"), 2),
        (("growth", "lin", "--pdf", "/nowhere/at/all/g.pdf"), 2),
        (("branch-report", "NOWHERE", "--xlsx", "b.xlsx"), 1),
        (("branch-report", "WEST", "--period", "soon", "--xlsx", "b.xlsx"), 2),
        (("branch-report", "WEST"), 2),
    ],
)
def test_what_cannot_be_shown_is_refused(url: str, words: tuple[str, ...], code: int) -> None:
    ran = merit(*words, url=url)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert code == 2 or ("没有" in ran.stderr and ("nothing is known" in ran.stderr or "no branch" in ran.stderr))
