"""The straight line over the days that somebody is there."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.pace import expected

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
