"""Beside the ledger somebody keeps deriving everything again: an edited row is an alarm, and nothing stops."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from cli.program import merit, said
from completeness.scene import Company
from over_http.served import serving
from signing import WRITER
from structlog.testing import capture_logs

from api import rechecking
from api.http.policy import Role
from api.rounds import keep_going
from ledger import events as e
from ledger.log.postgres import PostgresLog
from projections import balances, reconciliations
from projections.connecting import connected
from projections.follow import catch_up
from projections.views import VIEWS

PATIENCE = 60.0


@pytest.fixture
def followed(company: Company) -> Company:
    company.record(seed=3, count=400)
    with connected(company.url) as reader:
        catch_up(reader)
    return company


@contextmanager
def rechecked(company: Company, every: float = 0.2) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Have everything rechecked again and again; give a way to wait for what should come of it."""
    over = threading.Event()

    def turn(connection: psycopg.Connection[Any]) -> None:
        rechecking.turn(connection, lambda: PostgresLog.open(company.url, writer=WRITER), every)

    beside = threading.Thread(target=keep_going, args=(company.url, turn, every, over))
    beside.start()

    def wait_until(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert beside.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    try:
        yield wait_until
    finally:
        over.set()
        beside.join()


def found(company: Company) -> list[reconciliations.Reconciliation]:
    with connected(company.url) as reader:
        return reconciliations.every(reader)


def wrong(company: Company) -> dict[str, int]:
    return {one.subject: one.wrong for one in found(company)}


def published(company: Company) -> list[e.ViewDigestsRecorded]:
    return [fact for _, fact in company.facts() if isinstance(fact, e.ViewDigestsRecorded)]


def test_digests_are_recorded_with_their_positions_once(followed: Company) -> None:
    with rechecked(followed) as wait_until:
        wait_until(lambda: bool(published(followed)))
        before = datetime.now(UTC)
        wait_until(lambda: all(one.reconciled_at > before for one in found(followed)))
    (fact,) = published(followed)  # an idle ledger has nothing new to say
    digests = said(merit("reconcile", "--json", url=followed.url))["digests"]
    assert {one.view: one.digest for one in fact.views} == digests
    assert {one.position for one in fact.views} == {400}
    assert set(wrong(followed).values()) == {0}
    assert set(wrong(followed)) == {"totals", *(view.NAME for view in VIEWS)}


def test_an_empty_ledger_has_nothing_to_say(company: Company) -> None:
    with connected(company.url) as reader:
        catch_up(reader)
    with rechecked(company) as wait_until:
        wait_until(lambda: set(wrong(company)) == set(rechecking.SUBJECTS))
    assert company.facts() == []


def test_an_edited_row_is_an_alarm_until_it_is_right(followed: Company) -> None:
    assert merit("status", url=followed.url).returncode == 0
    with connected(followed.url) as vandal:
        vandal.execute("update view_balances.balances set active = active + 1 where employee = 'E00005'")
    with capture_logs() as lines, rechecked(followed) as wait_until:
        wait_until(lambda: wrong(followed).get("balances") == 1)
        wait_until(lambda: set(wrong(followed)) == set(rechecking.SUBJECTS))
        assert published(followed) == []  # nobody vouches for an edited view
        status = merit("status", url=followed.url)
        assert status.returncode == 1
        assert "balances: in balances, for employee E00005: active is" in status.stdout
        shown = json.loads(merit("status", "--json", url=followed.url).stdout)["reconciled"]
        assert [one["subject"] for one in shown if one["wrong"]] == ["balances"]
        (alarm, *_) = [line for line in lines if line["log_level"] == "error"]
        assert (alarm["event"], alarm["view"], alarm["wrong"]) == ("view_wrong", "balances", 1)
        assert merit("rebuild", "balances", url=followed.url).returncode == 0
        wait_until(lambda: wrong(followed)["balances"] == 0)
        wait_until(lambda: bool(published(followed)))
    assert merit("status", url=followed.url).returncode == 0


def test_history_that_no_longer_leads_to_what_was_published_is_an_alarm(followed: Company) -> None:
    """An insider edits a fact and has the views rebuilt: live and derived agree, what was published does not."""
    with rechecked(followed) as wait_until:
        wait_until(lambda: bool(published(followed)))
    fact = "(select min(position) from ledger.events where type = 'PointsEarned')"
    earned = "update ledger.events set data = replace(data, '\"points\":', '\"points\":9')"
    followed.tamper(f"{earned} where position = {fact}")
    assert merit("rebuild", "all", url=followed.url).returncode == 0
    by_hand = merit("reconcile", "--view", "balances", url=followed.url)
    assert (by_hand.returncode, "no longer lead to" in by_hand.stdout) == (1, True)
    with rechecked(followed) as wait_until:
        wait_until(lambda: wrong(followed).get("balances") == 1)
    ran = merit("status", url=followed.url)
    assert (ran.returncode, "balances: the facts up to 400 no longer lead to" in ran.stdout) == (1, True)
    assert len(published(followed)) == 1


def test_a_fact_that_a_view_cannot_take_is_an_alarm_and_the_others_are_compared(
    followed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        balances, "SCHEMA", balances.SCHEMA.replace("held     bigint", "held smallint check (held < 1)")
    )
    with rechecked(followed) as wait_until:
        wait_until(lambda: set(wrong(followed)) == set(rechecking.SUBJECTS))
        assert wrong(followed)["balances"] == 1
        assert sum(wrong(followed).values()) == 1


def test_facts_without_figures_are_an_alarm_and_views_are_compared_all_the_same(followed: Company) -> None:
    followed.tamper(
        "update ledger.events set data = replace(data, '\"points\":', '\"points\":0.') where type = 'PointsEarned'"
    )
    followed.tamper("update ledger.events set recorded_at = recorded_at - interval '1 day'")
    with rechecked(followed) as wait_until:
        wait_until(lambda: set(wrong(followed)) == set(rechecking.SUBJECTS))
    assert wrong(followed)["totals"] == 1
    assert "has no figures: points is a whole number" in merit("status", url=followed.url).stdout


def test_it_waits_for_views_that_are_not_there_yet(company: Company) -> None:
    company.record(seed=3, count=50)
    with rechecked(company) as wait_until:
        time.sleep(0.5)
        assert wrong(company) == {}
        with connected(company.url) as reader:
            catch_up(reader)
        wait_until(lambda: set(wrong(company)) == set(rechecking.SUBJECTS))


@pytest.mark.soak
def test_the_database_may_go_away_meanwhile(followed: Company) -> None:
    cut = """select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid()"""
    with rechecked(followed) as wait_until:
        for _ in range(5):
            time.sleep(0.2)
            with psycopg.connect(followed.url) as admin:
                admin.execute(cut)
        followed_again = Company(followed.url, psycopg.connect(followed.url, autocommit=True), followed.store)
        wait_until(lambda: bool(published(followed_again)))
        followed_again.log.close()


def test_metrics_say_what_is_wrong_and_the_service_goes_on(followed: Company) -> None:
    with serving(followed.url, followed.store.folder) as served:
        with connected(followed.url) as vandal:
            vandal.execute("delete from view_balances.balances where employee in ('E00005', 'E00006')")
        with rechecked(followed) as wait_until, served.client(Role.ADMINISTRATOR) as administrator:
            wait_until(lambda: wrong(followed).get("balances") == 2)
            assert 'merit_reconciliation_wrong{subject="balances"} 2.0' in administrator.get("/metrics").text
        with served.client(Role.OPERATOR) as operator:
            course = {"course": "C-9", "title": "Fire", "credits": "1.00", "minutes": 60}
            assert operator.post("/v1/courses", json=course).status_code == 201
