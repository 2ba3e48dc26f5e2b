"""A person's account from a shell: in words, as a workbook, in print, as JSON; and why a figure is what it is."""

from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from cli.program import merit, said
from openpyxl import load_workbook

from api import people
from api.demo import year
from api.demo.company import company
from ledger.log.postgres import PostgresLog
from ledger.rotating_code import RotatingCodes

THREE_WEEKS = year.BEGINS + timedelta(weeks=3)


@pytest.fixture(scope="module")
def who() -> str:
    return company().people[0].employee


@pytest.fixture
def company_url(ledger_database: str) -> str:
    with closing(PostgresLog.open(ledger_database)) as log:
        year.load(log, RotatingCodes(b"a secret of thirty-two bytes, ok"), until=THREE_WEEKS)
    with psycopg.connect(ledger_database) as connection:
        people.keep(connection, company().people)
    return ledger_database


def test_an_account_adds_up_in_every_form(company_url: str, tmp_path: Path) -> None:
    with psycopg.connect(company_url) as connection:
        query = "select data::jsonb->>'employee' from ledger.events where type = 'PointsEarned' limit 1"
        found = connection.execute(query).fetchone()
    assert found is not None
    who = found[0]
    whole = said(merit("account", who, "--json", url=company_url))
    earned = sum(Decimal(one["amount"]) for one in whole["entries"] if one["type"] == "CreditsAwarded")
    assert Decimal(whole["closing"]["credits"]) == earned > 0
    shown = merit("account", who, url=company_url).stdout
    assert next(one.name for one in company().people if one.employee == who) in shown
    assert whole["entries"][0]["what_zh"] in shown

    first = whole["entries"][0]["effective_at"]
    then = said(merit("account", who, "--as-of", first, "--json", url=company_url))
    assert 0 < len(then["entries"]) < len(whole["entries"])
    rest = said(merit("account", who, "--since", first, "--json", url=company_url))
    assert len(rest["entries"]) == len(whole["entries"])
    day = first[:10]
    before = said(merit("account", who, "--until", "2025-12-31", "--json", url=company_url))
    assert (before["entries"], before["closing"]["active"]) == ([], 0)
    assert said(merit("account", who, "--since", day, "--json", url=company_url))["closing"] == whole["closing"]
    unknown = said(merit("account", who, "--recorded-as-of", "2025-01-01", "--json", url=company_url))
    assert unknown["entries"] == []

    book, paper = tmp_path / "s.xlsx", tmp_path / "s.pdf"
    assert merit("account", who, "--xlsx", str(book), url=company_url).stdout.strip() == str(book)
    rows = load_workbook(BytesIO(book.read_bytes())).worksheets[1].max_row
    assert rows == len(whole["entries"]) + 1
    assert merit("account", who, "--pdf", str(paper), url=company_url).returncode == 0
    assert paper.read_bytes().startswith(b"%PDF-1.")

    terms = said(merit("explain", who, "--json", url=company_url))
    assert terms["points"] == sum(term["amount"] for term in terms["terms"]) == whole["closing"]["active"]
    assert f"= {terms['points']} active" in merit("explain", who, url=company_url).stdout


@pytest.mark.parametrize("moment", ["yesterday", "2026-06-30T09:00", "0000-01-01", "9999-12-31"])
@pytest.mark.parametrize("option", ["--as-of", "--until"])
def test_a_moment_without_a_zone_or_sense_is_wrong_use(ledger_database: str, option: str, moment: str) -> None:
    assert merit("account", "E-1016", option, moment, url=ledger_database).returncode == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--json", "--verifiable"),
        ("--xlsx", "a", "--pdf", "b"),
        ("--verifiable", "--since", "2026-01-01"),
        ("--pdf", "/nowhere/at/all/s.pdf"),
    ],
)
def test_forms_that_do_not_go_together_are_wrong_use(company_url: str, who: str, options: tuple[str, ...]) -> None:
    ran = merit("account", who, *options, url=company_url)
    assert (ran.returncode, ran.stdout) == (2, "")


def test_nobody_s_account_is_exit_1(ledger_database: str) -> None:
    assert merit("account", "E-9999", url=ledger_database).returncode == 1
    reversed_ = merit("account", "E-9999", "--since", "2026-02-01", "--until", "2026-01-01", url=ledger_database)
    assert reversed_.returncode == 1
    assert "期间的结束必须晚于开始" in reversed_.stderr
