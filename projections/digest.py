"""The digest of a view: one hash that two ledgers share if they hold the same facts."""

import hashlib
from collections.abc import Sequence

from psycopg import Connection, sql

from projections.view import Place, View, schema_of

# The rule: a digest covers every column except those that say when or where the log stored a fact, by how they end.
LEFT_OUT = ("recorded_at", "position", "positions")


def columns(connection: Connection, schema: str, table: str) -> list[str]:
    """A table's columns in their order."""
    rows = connection.execute(
        """
        select attname::text from pg_attribute
         where attrelid = format('%%I.%%I', %s::text, %s::text)::regclass and attnum > 0 and not attisdropped
         order by attnum
        """,
        [schema, table],
    )
    return [name for (name,) in rows]


def digest(connection: Connection, view: View, place: Place = "live") -> str:
    """SHA-256 over a view's rows in key order, streamed; equal keys without positions are ordered by the rest."""
    schema = schema_of(view, place)
    hashed = hashlib.sha256()
    for table, key in view.KEY.items():
        told = [name for name in columns(connection, schema, table) if not name.endswith(LEFT_OUT)]
        first = [name for name in key if name in told]
        order = first + [name for name in told if name not in first]
        query = sql.SQL("copy (select {} from {} order by {}) to stdout").format(
            _names(told), sql.Identifier(schema, table), _as_bytes(order)
        )
        hashed.update("\t".join((table, *told)).encode() + b"\n")
        with connection.cursor() as cursor, cursor.copy(query) as rows:
            for block in rows:
                hashed.update(block)
    return hashed.hexdigest()


def _names(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _as_bytes(names: Sequence[str]) -> sql.Composed:
    """An order that does not depend on the database's language."""
    return sql.SQL(", ").join(
        sql.SQL('{}::text collate "C" nulls first').format(sql.Identifier(name)) for name in names
    )
