"""A draft simulated from a shell."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from cli.program import merit, said
from simulation.company import HR, drafted

from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.list_course import ListCourse
from ledger.decisions.record_completion import RecordCompletion
from ledger.log.postgres import PostgresLog
from ledger.policy import DEFAULT_POLICY
from ledger.writing import Ledger

NOW = datetime.now(UTC)


@pytest.fixture
def url(ledger_database: str) -> str:
    """One person, who watched 70 % of a course of 100 credits, and a draft to which that is enough."""
    with closing(PostgresLog.open(ledger_database)) as log:
        ledger = Ledger(log)
        ledger.record(JoinBranch(employee="E-1", branch="CD", since=NOW - timedelta(days=800)), HR)
        ledger.record(ListCourse(course="BIG", title="大课", credits=Decimal(100), minutes=600), HR)
        about = {"employee": "E-1", "course": "BIG", "completion": "X-1"}
        ledger.record(RecordCompletion(**about, source="lms", watched_share=Decimal("0.7")), HR)
        drafted(ledger, "online: {minimum_watched_share: 0.6}")
    return ledger_database


def test_who_gains_is_said_by_branch_in_total_and_by_name(url: str) -> None:
    year = str(NOW.astimezone(DEFAULT_POLICY.time_zone).year)
    told = said(merit("simulate", "company-1", "--period", year, "--people", "--json", url=url))
    (branch,), (person,) = told["branches"], told["people"]
    assert (branch["branch"], branch["people"], branch["gain"], branch["lose"]) == ("CD", 1, 1, 0)
    assert (person["employee"], person["counted_now"], person["counted_then"]) == ("E-1", "0.00", "100.00")
    assert told["everybody"]["missing_then"] == "50.00"
    table = merit("simulate", "company-1", "--period", year, url=url)
    assert "fall_below" in table.stdout
    assert "100.00" in table.stdout


def test_what_is_no_draft_is_refused_in_both_languages(url: str) -> None:
    refused = merit("simulate", "company-9", "--period", "2026", url=url)
    assert refused.returncode == 1
    assert "There is no policy version company-9" in refused.stderr
    assert "没有政策版本" in refused.stderr
    assert merit("simulate", "company-1", "--period", "1066", url=url).returncode == 2
