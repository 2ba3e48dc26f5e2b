"""Corrections by hand come in as a list: each row is proposed once, by a person, in the file's batch."""

import json
from hashlib import sha256
from pathlib import Path

import openpyxl
import psycopg
import pytest
from cli.program import merit, said
from psycopg.rows import dict_row

from api.imports import AdjustmentRow, Rejected, Unreadable, read_adjustments
from imports.conftest import Write
from projections import adjustments
from projections.connecting import connected
from projections.follow import catch_up

HEADER = "employee,kind,points,because,note,reference\n"
GRANT = "1007,grant,40,PRIZE,知识竞赛一等奖,HR-1\n"
DEDUCT = "1008,deduct,5,COUNTED_TWICE,重复导入,\n"
SECRET = "0123456789abcdef" * 2


def only(path: Path) -> AdjustmentRow | Rejected:
    with read_adjustments(path, "B-1") as reading:
        (row,) = reading
    return row


def proposed(database: str) -> list[adjustments.Adjustment]:
    with connected(database) as connection:
        catch_up(connection, [adjustments])
        return adjustments.adjustments(connection)


def counts(database: str, file: Path, *more: str) -> dict[str, int]:
    ran = merit("import", "adjustments", str(file), "--by", "zhou", *more, url=database, LEDGER_CODE_SECRET=SECRET)
    found = said(ran)
    return {name: found[name] for name in ("rows", "recorded", "unchanged", "quarantined")}


def quarantined(database: str) -> list[dict[str, object]]:
    with psycopg.connect(database, row_factory=dict_row) as connection:
        return connection.execute("select * from office.quarantine order by line").fetchall()


def test_a_row_reads_as_it_is_written(write: Write) -> None:
    row = only(write(HEADER + GRANT))
    assert row == AdjustmentRow(2, "B-1", "1007", "grant", "40", "PRIZE", "知识竞赛一等奖", "HR-1", GRANT.rstrip("\n"))


def test_headings_and_kinds_are_chinese_too_and_a_workbook_reads_as_the_text_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (("工号", "类型", "积分", "原因代码", "说明"), ("1007", "扣减", 40, "COUNTED_TWICE", "重复导入")):
        book.active.append(line)
    book.save(tmp_path / "list.xlsx")
    row = only(tmp_path / "list.xlsx")
    assert isinstance(row, AdjustmentRow), row
    assert (row.person, row.kind, row.points, row.because, row.note, row.reference) == (
        *("1007", "deduct", "40", "COUNTED_TWICE", "重复导入"),
        "",
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",grant,40,PRIZE,x,", "PERSON_MISSING"),
        ("1007,gift,40,PRIZE,x,", "KIND_UNKNOWN"),
        ("1007,grant,,PRIZE,x,", "POINTS_UNREADABLE"),
        ("1007,grant,0,PRIZE,x,", "POINTS_UNREADABLE"),
        ("1007,grant,-5,PRIZE,x,", "POINTS_UNREADABLE"),
        ("1007,grant,4.5,PRIZE,x,", "POINTS_UNREADABLE"),
        ("1007,grant,1e3,PRIZE,x,", "POINTS_UNREADABLE"),
        ("1007,grant,40,,x,", "REASON_MISSING"),
        ("1007,grant,40,PRIZE,,", "NOTE_MISSING"),
        ("1007,grant,40", "REASON_MISSING"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(write: Write, row: str, code: str) -> None:
    found = only(write(HEADER + row + "\n"))
    assert isinstance(found, Rejected), found
    assert (found.line, found.code) == (2, code)
    assert found.en
    assert found.zh


def test_a_file_without_a_note_column_is_not_read(write: Write) -> None:
    with pytest.raises(Unreadable, match="LAYOUT_UNKNOWN"):
        read_adjustments(write("employee,kind,points,because\n1007,grant,40,PRIZE\n"), "B-1")


def test_each_row_is_proposed_once_with_itself_as_proof(ledger_database: str, write: Write) -> None:
    file = write(HEADER + GRANT + DEDUCT + GRANT, "prizes-2026.csv")
    assert counts(ledger_database, file, "--dry-run") == {"rows": 3, "recorded": 3, "unchanged": 0, "quarantined": 0}
    assert proposed(ledger_database) == []
    assert counts(ledger_database, file) == {"rows": 3, "recorded": 3, "unchanged": 0, "quarantined": 0}
    assert counts(ledger_database, file) == {"rows": 3, "recorded": 0, "unchanged": 3, "quarantined": 0}
    found = proposed(ledger_database)
    # Two rows that say the same are two corrections.
    assert [(one.employee, one.kind, one.points, one.batch, one.proposer, one.state) for one in found] == [
        ("1007", "grant", 40, "prizes-2026", "zhou", "proposed"),
        ("1008", "deduct", 5, "prizes-2026", "zhou", "proposed"),
        ("1007", "grant", 40, "prizes-2026", "zhou", "proposed"),
    ]
    assert [one.evidence for one in found[:2]] == [
        sha256(row.rstrip("\n").encode()).hexdigest() for row in (GRANT, DEDUCT)
    ]
    with psycopg.connect(ledger_database) as connection:
        kept: dict[str, str] = dict(connection.execute("select digest, body from office.evidence").fetchall())
    assert kept[found[0].evidence or ""] == GRANT.rstrip("\n")
    assert kept[found[0].note] == "知识竞赛一等奖"


def test_another_row_in_a_place_that_is_taken_is_named_and_changes_nothing(ledger_database: str, write: Write) -> None:
    counts(ledger_database, write(HEADER + GRANT + DEDUCT, "october.csv"), "--batch", "B-7")
    changed = write(HEADER + GRANT.replace("40", "400") + DEDUCT, "mended.csv")
    assert counts(ledger_database, changed, "--batch", "B-7") == {
        "rows": 2,
        "recorded": 0,
        "unchanged": 1,
        "quarantined": 1,
    }
    assert [one["code"] for one in quarantined(ledger_database)] == ["IDEMPOTENCY_CONFLICT"]
    assert [one.points for one in proposed(ledger_database)] == [40, 5]


def test_what_could_not_be_proposed_waits_with_its_reason_and_is_taken_later(
    ledger_database: str, write: Write
) -> None:
    own, absurd = "zhou,grant,40,PRIZE,x,\n", "1009,grant,40,prize of the day,x,\n"
    file = write(HEADER + own + absurd + GRANT, "mixed.csv")
    assert counts(ledger_database, file) == {"rows": 3, "recorded": 1, "unchanged": 0, "quarantined": 2}
    kept = quarantined(ledger_database)
    assert [(one["line"], one["code"]) for one in kept] == [(2, "SELF_ACTION_FORBIDDEN"), (3, "ROW_UNFIT")]
    again = merit("quarantine", "retry", "--kind", "adjustments", url=ledger_database, LEDGER_CODE_SECRET=SECRET)
    assert (again.returncode, json.loads(again.stdout)) == (1, {"tried": 1, "taken": 0})
    assert quarantined(ledger_database)[0]["code"] == "APPROVER_UNNAMED"
    words = ("quarantine", "retry", "--kind", "adjustments", "--by", "qian")
    assert said(merit(*words, url=ledger_database, LEDGER_CODE_SECRET=SECRET)) == {"tried": 1, "taken": 1}
    assert [(one.employee, one.batch, one.proposer) for one in proposed(ledger_database)] == [
        ("1007", "mixed", "zhou"),
        ("zhou", "mixed", "qian"),
    ]
    assert counts(ledger_database, file)["recorded"] == 0


def test_a_name_that_is_no_id_is_asked_for(ledger_database: str, write: Write) -> None:
    file = write(HEADER + GRANT, "October prizes.csv")
    unnamed = merit("import", "adjustments", str(file), "--by", "zhou", url=ledger_database)
    nobody = merit("import", "adjustments", str(file), "--batch", "B-1", "--by", "old zhou", url=ledger_database)
    assert (unnamed.returncode, nobody.returncode) == (2, 2)
    assert "--batch" in unnamed.stderr
    assert "--by" in nobody.stderr
