"""Views from a shell: where they stand, deriving them again, finding what was edited by hand, a person's statement."""

import json
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from cli.program import merit, said

from api import people
from api.demo import year
from api.demo.company import company
from ledger.log.postgres import PostgresLog
from ledger.rotating_code import RotatingCodes
from projections.connecting import connected
from projections.follow import catch_up
from projections.views import VIEWS

THREE_WEEKS = year.BEGINS + timedelta(weeks=3)
NAMES = [view.NAME for view in VIEWS]


@pytest.fixture
def followed(ledger_database: str) -> str:
    with closing(PostgresLog.open(ledger_database)) as log:
        year.load(log, RotatingCodes(b"a secret of thirty-two bytes, ok"), until=THREE_WEEKS)
    with psycopg.connect(ledger_database) as connection:
        people.keep(connection, company().people)
    with connected(ledger_database) as connection:
        catch_up(connection)
    return ledger_database


def somebody(url: str) -> str:
    with psycopg.connect(url) as connection:
        found = connection.execute("select min(employee) from view_balances.balances where active > 0").fetchone()
    assert found is not None
    return str(found[0])


def test_status_names_every_view_and_its_lag(followed: str) -> None:
    seen = said(merit("status", "--json", url=followed))
    assert sorted(view["view"] for view in seen["views"]) == sorted(NAMES)
    assert {view["behind"] for view in seen["views"]} == {0}
    assert {view["position"] for view in seen["views"]} == {seen["head"]}
    assert seen["database"]["server"] == "external"


def test_status_without_a_follower_is_exit_1_and_says_so(ledger_database: str) -> None:
    ran = merit("status", url=ledger_database)
    assert ran.returncode == 1
    assert "merit follow" in ran.stdout


def test_a_right_ledger_reconciles_and_ends_with_the_digest_of_each_view(followed: str) -> None:
    before = said(merit("reconcile", "--json", url=followed))
    assert list(before)[-1] == "digests"
    assert list(before["digests"]) == NAMES
    assert merit("rebuild", "all", url=followed).returncode == 0
    assert said(merit("reconcile", "--json", url=followed))["digests"] == before["digests"]


def test_no_follower_need_run_to_reconcile_or_to_read_a_statement(ledger_database: str) -> None:
    with closing(PostgresLog.open(ledger_database)) as log:
        year.load(log, RotatingCodes(b"a secret of thirty-two bytes, ok"), until=THREE_WEEKS)
        head = log.head()
    reconciled = said(merit("reconcile", "--json", url=ledger_database))
    assert {view["position"] for view in reconciled["views"]} == {head}
    assert said(merit("statement", somebody(ledger_database), "--json", url=ledger_database))["entries"]


def test_a_hand_edited_row_is_found_named_and_put_right_by_a_rebuild(followed: str) -> None:
    who = somebody(followed)
    with psycopg.connect(followed, autocommit=True) as vandal:
        vandal.execute("update view_balances.balances set active = active + 1000 where employee = %s", (who,))
    found = merit("reconcile", "--view", "balances", url=followed)
    assert found.returncode == 1
    assert f"in balances, for employee {who}: active is 10" in found.stdout
    as_json = merit("reconcile", "--view", "balances", "--json", url=followed)
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout)["views"][0]["first"]["key"] == {"employee": who}
    assert merit("rebuild", "balances", url=followed).returncode == 0
    assert merit("reconcile", url=followed).returncode == 0


def test_a_view_that_does_not_exist_is_wrong_use(ledger_database: str) -> None:
    for words in (("rebuild", "nonsense"), ("reconcile", "--view", "nonsense")):
        ran = merit(*words, url=ledger_database)
        assert ran.returncode == 2
        assert "balances" in ran.stderr


def test_a_statement_adds_up_as_of_either_clock(followed: str) -> None:
    who = somebody(followed)
    whole = said(merit("statement", who, "--json", url=followed))
    assert whole["entries"]
    earned = sum(float(one["amount"]) for one in whole["entries"] if one["type"] == "CreditsAwarded")
    assert earned == float(whole["balance"]["credits"])
    first = whole["entries"][0]["effective_at"].replace(" ", "T")
    then = said(merit("statement", who, "--as-of", first, "--json", url=followed))
    assert 0 < len(then["entries"]) < len(whole["entries"])
    unknown_then = said(merit("statement", who, "--recorded-as-of", "2026-01-01", "--json", url=followed))
    assert unknown_then["entries"] == []
    shown = merit("statement", who, url=followed)
    assert next(one.name for one in company().people if one.employee == who) in shown.stdout
    assert f"credits {whole['balance']['credits']}" in shown.stdout


@pytest.mark.parametrize("moment", ["yesterday", "2026-06-30T09:00", "0000-01-01"])
def test_a_moment_without_a_zone_or_sense_is_wrong_use(ledger_database: str, moment: str) -> None:
    assert merit("statement", "E-1016", "--as-of", moment, url=ledger_database).returncode == 2


def test_nobody_s_statement_is_exit_1(followed: str) -> None:
    assert merit("statement", "E-9999", url=followed).returncode == 1
