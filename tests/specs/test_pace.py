"""The straight line over the days that somebody is there."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from specs.spec import fact, given

from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.warn_of_pace import WarnOfPace
from ledger.events import PaceWarningRaised
from ledger.pace import expected
from ledger.refusals.obligations import NotBehind

JULY, OCTOBER = (datetime(2026, month, 1, 1, tzinfo=UTC) for month in (7, 10))

WHOLE = [(date(2026, 1, 1), date(2026, 12, 31))]
BROKEN = [(date(2026, 1, 1), date(2026, 1, 10)), (date(2026, 12, 22), date(2026, 12, 31))]


@pytest.mark.parametrize(
    ("there", "day", "line"),
    [
        (WHOLE, date(2025, 12, 31), "0.00"),  # a day early
        (WHOLE, date(2026, 1, 1), "0.41"),  # 150 x 1 / 365 = 0.4109
        (WHOLE, date(2026, 7, 2), "75.21"),  # 150 x 183 / 365 = 75.2054
        (WHOLE, date(2026, 12, 31), "150.00"),
        (WHOLE, date(2027, 3, 1), "150.00"),  # the line ends with the period
        (BROKEN, date(2026, 6, 30), "75.00"),  # ten of twenty days; those to come do not count against them
        (BROKEN, date(2026, 12, 22), "82.50"),  # eleven of twenty
        ([], date(2026, 7, 2), "0.00"),
    ],
)
def test_the_line_rises_on_the_days_there(there: list[tuple[date, date]], day: date, line: str) -> None:
    assert expected(Decimal("150.00"), there, day) == Decimal(line)


def test_who_is_behind_the_line_is_warned_once_for_each_of_the_policys_days() -> None:
    warn = WarnOfPace(employee="lin")
    spec = given(JoinBranch(employee="lin", branch="CD", since=datetime(2025, 12, 31, 16, tzinfo=UTC)))
    spec.when(warn).refused(NotBehind, employee="lin")  # no day of the policy's has passed yet
    told = {"day": "2026-06-30", "owed": Decimal("150.00"), "counted": 0, "line": Decimal("74.38")}  # 150 x 181 / 365
    spec.at(JULY).when(warn).then(fact(PaceWarningRaised, employee="lin", period="2026", **told))
    spec.when(warn).refused(NotBehind, employee="lin")
    spec.at(OCTOBER).when(warn).then(fact(PaceWarningRaised, day="2026-09-30"))
