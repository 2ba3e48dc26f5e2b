"""A year is closed as two people close it."""

from typing import Any

from cli.program import merit, said
from completeness.scene import Company
from psycopg import Connection

from projections.audit import periods
from projections.audit.periods import PeriodTree
from projections.compliance import closing


def close(company: Company, period: str = "2025") -> dict[str, Any]:
    """Have it closed, sealed and carried over."""
    begun = merit("period", "close", period, "--by", "zhou", url=company.url)
    assert begun.returncode == 0, begun.stderr
    sealed: dict[str, Any] = said(merit("period", "seal", period, "--by", "qian", "--json", url=company.url))
    return sealed


def attempt(owner: Connection[Any], reader: Connection[Any], period: str = "2025") -> PeriodTree:
    """Derive and keep a tree of a closed year, as a run does before it records the root."""
    of = periods.closed(owner, period)
    assert of is not None
    return periods.derive(owner, of, closing.figures(reader, period))
