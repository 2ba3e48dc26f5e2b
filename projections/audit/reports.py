"""A statement that anybody can derive again: its facts, each under the signed root."""

from datetime import datetime

from psycopg import Connection

from projections.audit.disclosing import Disclosing
from projections.audit.figures.balance import balance
from projections.audit.figures.movements import legs
from projections.audit.figures.report import Proven, Report
from projections.audit.store import TileStore
from projections.audit.tlog.leaf import moment_text


def report(
    connection: Connection,
    store: TileStore,
    employee: str,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
) -> Report:
    """State what a person has by the facts that are sealed."""
    sealed = Disclosing(store, 1)
    happened, known = (moment_text(moment) if moment else None for moment in (as_of, recorded_as_of))
    empty = Report(employee, happened, known, {}, sealed.note, ())
    shown = sealed.about(connection, empty.tag)
    facts = tuple(Proven(fact, hashes) for fact, hashes in shown if empty.covers(fact.leaf))
    moved = [leg for fact, _ in facts for leg in legs(fact.leaf.type, fact.leaf.version, fact.data or "")]
    return empty._replace(balance=balance(moved), facts=facts)
