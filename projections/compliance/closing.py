"""What the closing of a period rests on and comes to: the kept rows, in figures, in leaves, in hands of people."""

from decimal import Decimal
from typing import Any, NamedTuple

from psycopg import Connection

from projections.compliance import sources

FIGURES = """select employee, owed, earned, carried_in, counted, missing,
       (select coalesce(sum((one->>'credits')::numeric), 0.00) from jsonb_array_elements(carries) one)
  from standings
 where period = %(period)s and closed and (%(employee)s::text is null or employee = %(employee)s)"""
HANDS = """select employee, carries from standings
 where period = %(period)s and closed and carries <> '[]' and employee collate "C" > %(after)s
 order by employee collate "C" limit %(limit)s"""
ROWS_A_FETCH = 5_000


class Figures(NamedTuple):
    """How a person stands in a closed period, and what goes on into the next."""

    owed: Decimal
    earned: Decimal
    carried_in: Decimal
    counted: Decimal
    missing: Decimal
    carried_out: Decimal

    def said(self) -> dict[str, str]:
        """Write it down in text, as decimals are written everywhere."""
        return {name: f"{value:.2f}" for name, value in self._asdict().items()}


class Carries(NamedTuple):
    """What of a person's credits goes on: how many, since when, and with which period they lapse."""

    employee: str
    carries: list[dict[str, str]]


def figures(connection: Connection[Any], period: str, employee: str | None = None) -> dict[str, Figures]:
    """Give everybody's standing in a closed period, or one person's."""
    with sources.of_view(connection), connection.cursor("figures") as cursor:
        cursor.itersize = ROWS_A_FETCH
        rows = cursor.execute(FIGURES, {"period": period, "employee": employee})
        return {name: Figures(*row) for name, *row in rows}


def carrying(connection: Connection[Any], period: str, after: str, limit: int) -> list[Carries]:
    """Give the people whose credits go on, the next ones after a person."""
    with sources.of_view(connection):
        rows = connection.execute(HANDS, {"period": period, "after": after, "limit": limit})
        return [Carries(*row) for row in rows]
