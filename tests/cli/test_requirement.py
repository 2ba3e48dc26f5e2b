"""What a person owes from a shell."""

from contextlib import closing
from datetime import datetime
from decimal import Decimal

import pytest
from cli.program import merit, said

from ledger.decisions.join_branch import JoinBranch
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.writing import Ledger

MAY = datetime.fromisoformat("2026-05-01T00:00:00+08:00")


@pytest.fixture
def url(ledger_database: str) -> str:
    with closing(PostgresLog.open(ledger_database)) as log:
        Ledger(log).record(JoinBranch(employee="E-1", branch="chengdu", since=MAY), Caller("hr", operator=True))
    return ledger_database


def test_the_terms_and_their_sum(url: str) -> None:
    shown = merit("requirement", "E-1", "--period", "2026", url=url)
    assert shown.returncode == 0
    chinese, english, total = shown.stdout.splitlines()
    assert chinese == (
        "+100.68：2026-05-01 至 2026-12-31 在 chengdu 245 天，期间共 365 天，每期 150.00 学分；"
        "依据政策 default-1 的 requirement.pro_rata = days。"
    )
    assert english == (
        "  +100.68: 245 of 365 days in chengdu, 2026-05-01 to 2026-12-31, of 150.00 credits a period; "
        "requirement.pro_rata = days of policy default-1."
    )
    assert total == "= 100.68  2026-01-01 .. 2026-12-31"
    made = said(merit("requirement", "E-1", "--period", "2026", "--json", url=url))
    assert Decimal(made["credits"]) == Decimal("100.68")


def test_who_was_never_here_in_the_period_is_told_so_by_the_exit_code(url: str) -> None:
    nothing = merit("requirement", "E-1", "--period", "2025", url=url)
    assert (nothing.returncode, nothing.stdout) == (1, "= 0.00  2025-01-01 .. 2025-12-31\n")
    assert merit("requirement", "E-1", "--period", "2026", "--as-of", "2026-04-30", url=url).returncode == 1


def test_a_period_that_is_no_year_is_wrong_use(url: str) -> None:
    assert merit("requirement", "E-1", "--period", "1066", url=url).returncode == 2
