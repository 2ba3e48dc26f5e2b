"""Statements and explanations for the ways in, in the words of the ledger's refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from psycopg import Connection

from api.documents import Form
from ledger.refusals.statements import StatementReversed, StatementTooLong
from projections.account.explaining import Explanation, State, explain
from projections.account.statement import ENTRIES_MAX, Ask, Statement, TooLong, statement

PRINTED_MAX = 2_000  # entries; some 80 pages


def limit(form: Form | None) -> int:
    """How many entries a form holds."""
    return PRINTED_MAX if form is Form.PDF else ENTRIES_MAX


def asked(
    employee: str,
    since: datetime | None,
    until: datetime | None,
    as_of: datetime | None,
    recorded_as_of: datetime | None,
) -> Ask:
    """Ask for a period's statement."""
    if since is not None and until is not None and since >= until:
        raise StatementReversed
    return Ask(employee, since, until, as_of, recorded_as_of)


def stated(connection: Connection[Any], ask: Ask, form: Form | None = None) -> Statement:
    """State an account, to be shown in a form."""
    with _refusing():
        return statement(connection, ask, limit(form))


def explained(connection: Connection[Any], ask: Ask, state: State) -> Explanation:
    """Explain a figure."""
    with _refusing():
        return explain(connection, ask, state)


def document(made: Statement, form: Form) -> bytes:
    """Write a statement for people."""
    # Here, because they take a third of a second to load and only who makes a document needs them.
    from projections.account.printed import printed
    from projections.account.workbook import workbook

    return printed(made) if form is Form.PDF else workbook(made)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except TooLong as no:
        raise StatementTooLong(limit=no.limit) from None
