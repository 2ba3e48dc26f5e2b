"""Views from a shell: where they stand, deriving them again, finding what was edited by hand."""

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
    assert said(merit("account", somebody(ledger_database), "--json", url=ledger_database))["entries"]


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
