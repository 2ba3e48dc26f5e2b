"""`merit vouchers` as a program: codes go in once, lines that cannot be taken are named, and no code is repeated."""

from pathlib import Path

import psycopg
from cli.program import merit, said

from ledger.decisions.list_reward import ListReward
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.writing import Ledger

SECRET = "0123456789abcdef" * 2
CODES = "BOOK-0001\nBOOK-0002\n\nBOOK-0001\nno code\n"


def listed(database: str) -> None:
    ledger = Ledger(PostgresLog.open(database))
    try:
        books = ListReward(reward="BOOKS", title="书券", kind="voucher", price=50, stock=10)
        ledger.record(books, Caller("hr", operator=True))
    finally:
        ledger.close()


def test_codes_are_loaded_once_and_what_is_no_code_is_named_by_line_only(ledger_database: str, tmp_path: Path) -> None:
    listed(ledger_database)
    file = tmp_path / "codes.txt"
    file.write_text(CODES, "utf-8")
    words = ("vouchers", str(file), "--reward", "BOOKS")
    first = merit(*words, "--json", url=ledger_database, LEDGER_CODE_SECRET=SECRET)
    aside = [{"line": 4, "reason": "DOUBLE"}, {"line": 5, "reason": "BAD_LINE"}]
    assert said(first) == {"codes": 2, "put_aside": aside}
    again = merit(*words, url=ledger_database, LEDGER_CODE_SECRET=SECRET)
    assert (again.returncode, "0 codes loaded, 4 lines put aside." in again.stdout) == (0, True), again
    assert "KNOWN" in again.stdout
    assert not any("BOOK-" in text for text in (first.stdout, first.stderr, again.stdout, again.stderr))
    with psycopg.connect(ledger_database) as connection:
        (facts,) = connection.execute("select string_agg(data, '') from ledger.events").fetchone() or ("",)
        (kept,) = connection.execute("select count(*) from office.vouchers").fetchone() or (0,)
    assert (kept, "BOOK-" in facts) == (2, False)


def test_a_reward_that_takes_no_codes_keeps_none(ledger_database: str, tmp_path: Path) -> None:
    file = tmp_path / "codes.txt"
    file.write_text("BOOK-0001\n", "utf-8")
    ran = merit("vouchers", str(file), "--reward", "NOTHING", url=ledger_database, LEDGER_CODE_SECRET=SECRET)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "。" in ran.stderr
    with psycopg.connect(ledger_database) as connection:
        assert connection.execute("select count(*) from office.vouchers").fetchone() == (0,)


def test_a_file_that_is_no_text_is_refused(ledger_database: str, tmp_path: Path) -> None:
    file = tmp_path / "codes.bin"
    file.write_bytes(b"\xff\xfe\xff")
    ran = merit("vouchers", str(file), "--reward", "BOOKS", url=ledger_database, LEDGER_CODE_SECRET=SECRET)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "UTF-8" in ran.stderr
