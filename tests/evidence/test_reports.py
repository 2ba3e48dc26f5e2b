"""What people read of a package: the same figures as everywhere, and no cell that acts."""

import json
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest
from evidence.conftest import Given
from evidence.scene import AT, LIN, Scene, checked
from openpyxl import load_workbook
from signing import WRITER
from views.appending import append
from views.history import History

from ledger import events as e
from ledger.events import REGISTRY
from ledger.log.postgres import PostgresLog
from projections import balances, people
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import leaf_of
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.verifier import manifest as m
from projections.audit.verifier.archive import pack
from projections.audit.verifier.figures import Totals, totals
from projections.audit.verifier.scope import Scope
from projections.connecting import connected
from projections.evidence.asking import Ask
from projections.evidence.printed import printed
from projections.evidence.report import Report
from projections.evidence.report_words import TYPES
from projections.evidence.workbook import workbook
from projections.follow import catch_up
from projections.views import named

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "=cmd|'/c calc'!A0", "\uff1d1+1"]


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(BytesIO(content))
    return {sheet.title.split()[-1]: [list(row) for row in sheet.iter_rows()] for sheet in book}


def test_the_figures_are_those_of_the_ledger_s_own_view(ledger_database: str) -> None:
    """The verifier has its own table of what moves what; a thousand facts of every kind keep it honest."""
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        append(connection, list(islice(History(3).facts(), 3000)))
    with connected(ledger_database) as follower:
        catch_up(follower, [named(balances.NAME), named(people.NAME)])
    log = PostgresLog.open(ledger_database, writer=WRITER)
    try:
        derived = totals(ShownFact(leaf_of(*fact), fact.data) for fact in log.between(1, 3000))
    finally:
        log.close()
    with psycopg.connect(ledger_database, options="-c role=merit_app") as connection:
        kept = balances.balances(connection, limit=1000)
    assert [one._asdict() for one in derived] == [one._asdict() for one in kept]
    assert len(derived) > 30


@pytest.mark.parametrize("data", ['{"employee":"x","credits":1.5}', '{"employee":"x","credits":"NaN"}', "[]", "{}"])
def test_data_that_is_no_movement(data: str, package: Given) -> None:
    fact = next(one for one in package.scene.log.between(1, 900) if one.type == "CreditsAwarded")
    with pytest.raises(Invalid):
        totals([ShownFact(leaf_of(*fact._replace(data=data)), data)])


def test_the_same_question_at_the_same_position_gives_the_same_bytes(alone: Scene) -> None:
    one = alone.make()
    assert pack(alone.make().members) == pack(one.members)
    alone.append([e.EmployeeJoined(employee=LIN, branch="xian", effective_at=AT)])
    assert alone.make() == one  # not sealed, so not part of the answer
    alone.seal()
    assert alone.make().package != one.package


def test_workbook_and_print_show_the_figures(package: Given) -> None:
    book = sheets(package.members[m.XLSX])
    count = sum(f"employee:{LIN}" in one.tags for one in package.scene.log.between(1, 900))
    assert len(book["Facts"]) == count + 1
    (person,) = totals_of(package)
    assert [cell.value for cell in book["Totals"][1]] == [
        float(value) if isinstance(value, Decimal) else value for value in person
    ]
    text = package.members[m.PDF]
    assert text.startswith(b"%PDF-1.")
    for shown in (person.employee, str(person.credits), "证据包"):
        assert in_print(shown) in text


def totals_of(package: Given) -> list[Totals]:
    facts = [one for one in package.scene.log.between(1, 900) if f"employee:{LIN}" in one.tags]
    return totals(ShownFact(leaf_of(*fact), fact.data) for fact in facts)


def in_print(text: str) -> bytes:
    """The text as the page has it: two bytes a letter, brackets and backslashes escaped as bytes or octets."""
    return b"".join(b"%c" % byte if 32 <= byte < 127 and byte not in b"()\\" else octal(byte) for byte in utf16(text))


def utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


def octal(byte: int) -> bytes:
    return {0x28: b"\\(", 0x29: b"\\)", 0x5C: b"\\\\"}.get(byte, b"\\%03o" % byte)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(tmp_path: Path, alone: Scene, text: str) -> None:
    ident = text.replace(" ", "")
    alone.append([e.PointsEarned(employee=ident, lot="l", source="learning", points=5, effective_at=AT)])
    alone.append([e.RewardListed(reward="R", title=text, kind="goods", price=1, stock=1, effective_at=AT)])
    alone.seal()
    made = alone.make(None, AT, AT.replace(year=2027))
    cells = [cell for rows in sheets(made.members[m.XLSX]).values() for row in rows for cell in row]
    assert [cell.data_type for cell in cells if cell.data_type not in {"s", "n"}] == []
    assert not any(isinstance(cell.value, str) for cell in cells if cell.data_type == "n")
    assert [cell.value for cell in cells].count(ident) == 2  # a total and a movement
    assert checked(tmp_path, alone.recorded(made, employee=None))["verdict"] == "valid"


ODD = ["\x00\x0b\x1f", "\ud7ff\ue000\ufffe", "\U0001f4af", "<para><b>&amp;", "\u202eright to left", "a" * 40_000]


@pytest.mark.parametrize("text", ODD)
def test_whatever_stands_in_a_fact_is_shown(package: Given, text: str) -> None:
    fact = package.scene.log.between(1, 1)[0]._replace(data=json.dumps({"a": text}), actor=text[:100])
    shown = ShownFact(leaf_of(*fact), fact.data)
    ask = Ask(Scope(None, "employee:x", None), "zhou", text[:200], AT, "0.1.0")
    report = Report(ask, Checkpoint("log", 1, bytes(32)), [shown], complete=True)
    assert sheets(workbook(report))["Facts"][1][0].value == 1
    assert printed(report).startswith(b"%PDF-")


def test_print_is_bounded_and_says_so(package: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [ShownFact(leaf_of(*one), one.data) for one in package.scene.log.between(1, 50)]
    monkeypatch.setattr("projections.evidence.printed.LINES_MAX", 9)
    ask = Ask(Scope(None, "employee:x", None), "zhou", "why", AT, "0.1.0")
    text = printed(Report(ask, Checkpoint("log", 50, bytes(32)), facts, complete=False))
    assert in_print("41") in text


def test_every_fact_has_a_chinese_name() -> None:
    assert set(TYPES) == set(REGISTRY)
