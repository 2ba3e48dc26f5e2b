"""Assessment results come in as one score a row."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from api.imports import Rejected, ResultRow, Unreadable, read_results

Write = Callable[..., Path]

HEADER = "id_assessment,id_student,date_submitted,is_banked,score\n"


def rows(path: Path) -> list[ResultRow | Rejected]:
    with read_results(path) as reading:
        return list(reading)


def only(path: Path) -> ResultRow | Rejected:
    (row,) = rows(path)
    return row


def good(path: Path) -> ResultRow:
    row = only(path)
    assert isinstance(row, ResultRow), row
    return row


def code(path: Path) -> str:
    row = only(path)
    assert isinstance(row, Rejected), row
    assert row.en
    assert row.zh
    return row.code


def test_every_row_of_the_open_university_is_taken_or_explained(real: Callable[[str], Path]) -> None:
    found: Counter[str] = Counter()
    keys = set()
    for row in rows(real("oulad/student_assessment.csv.gz")):
        found["rows"] += 1
        if isinstance(row, Rejected):
            found[row.code] += 1
            found["banked"] += row.raw.split(",")[3] == "True"
        else:
            found["banked"] += row.banked
            keys.add(row.key)
    assert found == {"rows": 173_912, "SCORE_MISSING": 173, "banked": 1_909}
    assert len(keys) == 173_912 - 173


def test_a_row_reads_as_it_is_written(write: Write) -> None:
    row = good(write(HEADER + "1752,11391,18,False,78.50\n"))
    assert (row.line, row.assessment, row.person, row.submitted) == (2, "1752", "11391", "18")
    assert (row.banked, row.score, str(row.score)) == (False, Decimal("78.5"), "78.50")
    assert row.raw == "1752,11391,18,False,78.50"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1,2,18,False,", "SCORE_MISSING"),
        ("1,2,18,False", "SCORE_MISSING"),
        ("1,2,18,False,100.01", "SCORE_OUT_OF_RANGE"),
        ("1,2,18,False,-1", "SCORE_OUT_OF_RANGE"),
        ("1,2,18,False,NaN", "SCORE_UNREADABLE"),
        ("1,2,18,False,inf", "SCORE_UNREADABLE"),
        ("1,2,18,False,1e1", "SCORE_UNREADABLE"),
        ("1,2,18,False,1_0", "SCORE_UNREADABLE"),
        ("1,2,18,False,７８", "SCORE_UNREADABLE"),
        ("1,2,18,perhaps,78", "BANKED_UNREADABLE"),
        ("1,2,18,,78", "BANKED_UNREADABLE"),
        ("1,2,2026-02-30,False,78", "SUBMITTED_UNREADABLE"),
        ("1,2,0000-01-01,False,78", "SUBMITTED_UNREADABLE"),
        ("1,2,10000-01-01,False,78", "SUBMITTED_UNREADABLE"),
        (",2,18,False,78", "ASSESSMENT_MISSING"),
        ("1,,18,False,78", "PERSON_MISSING"),
        ("1,a\0b,18,False,78", "CHARACTERS"),
        ('1,"2"x,18,False,78', "QUOTES_BROKEN"),
        (f"1,{'x' * 5_000},18,False,78", "FIELD_TOO_LONG"),
        (f"1,{'x' * 70_000},18,False,78", "LINE_TOO_LONG"),
    ],
)
def test_a_bad_row_says_why(write: Write, written: str, why: str) -> None:
    assert code(write(HEADER + written + "\n")) == why


@pytest.mark.parametrize("written", ["100", "0", "+50", "0.000000001"])
def test_any_score_from_0_to_100_is_taken(write: Write, written: str) -> None:
    assert good(write(HEADER + f"1,2,-18,1,{written}")).score == Decimal(written)


def test_an_unclosed_quotation_mark_costs_its_own_line_only(write: Write) -> None:
    found = rows(write(HEADER + '1,"2,18,False,78\n' + "1,3,18,False,70\n" * 3))
    assert [type(row) for row in found] == [Rejected, ResultRow, ResultRow, ResultRow]
    assert [row.line for row in found] == [2, 3, 4, 5]


def test_a_quoted_field_may_span_lines(write: Write) -> None:
    first, second = rows(write(HEADER + '"a\nb",2,18,False,78\n1,3,18,False,70\n'))
    assert isinstance(first, ResultRow)
    assert isinstance(second, ResultRow)
    assert (first.assessment, first.line, second.line) == ("a\nb", 2, 4)


def test_bytes_that_are_no_text_cost_their_own_line_only(write: Write) -> None:
    lines = HEADER.encode() + "一,2,18,False,78\n".encode() * 5 + b"1,\xff,18,False,78\n"
    found = rows(write(lines))
    assert [isinstance(row, Rejected) for row in found] == [False] * 5 + [True]


def test_the_key_does_not_depend_on_the_file_or_on_the_score(write: Write) -> None:
    first = good(write(HEADER + "1,2,18,False,78\n"))
    corrected = good(write("person;assessment;score;banked;submitted\n\n2;1;80;0;18\n", "b.txt.gz", "utf-16"))
    assert first.line != corrected.line
    assert first.key == corrected.key
    assert first.key != good(write(HEADER + "12,,18,False,78\n".replace("12,", "1,21"))).key


def test_a_workbook_reads_like_the_same_csv(tmp_path: Path, write: Write) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADER.strip().split(","), [1752, "11391", 18, False, 78.5], [1752, 2, 18, False, "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    with read_results(tmp_path / "book.xlsx") as reading:
        first, second = list(reading)
        assert (reading.unit, reading.total, reading.position()) == ("rows", 3, 3)
    assert isinstance(first, ResultRow)
    assert first.key == good(write(HEADER + "1752,11391,18,False,78.5\n")).key
    assert first.score == Decimal("78.5")
    assert isinstance(second, Rejected)
    assert second.code == "FORMULA"


def test_progress_is_told_in_bytes_of_the_file(write: Write) -> None:
    path = write(HEADER + "1,2,18,False,78\n" * 50_000)
    with read_results(path) as reading:
        assert (reading.unit, reading.total) == ("bytes", path.stat().st_size)
        next(iter(reading))
        assert 0 < reading.position() < path.stat().st_size
        for _ in reading:
            pass
        assert reading.position() == path.stat().st_size


def test_a_file_without_the_columns_is_unreadable(write: Write) -> None:
    with pytest.raises(Unreadable) as refused:
        read_results(write("a,b\n1,2\n"))
    assert refused.value.code == "LAYOUT_UNKNOWN"
