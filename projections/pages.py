"""A page of a view: rows in the order of the log, after the position that the last page ended with."""

from typing import TypeVar

from psycopg import Connection, sql
from psycopg.rows import class_row

R = TypeVar("R")


def page(connection: Connection, row: type[R], table: str, *, after: int, limit: int, **equal: object) -> list[R]:
    """Give the rows of a table whose columns equal these; None asks for any."""
    asked = {column: value for column, value in equal.items() if value is not None}
    matching = [sql.SQL("and {} = {}").format(sql.Identifier(column), sql.Placeholder(column)) for column in asked]
    question = sql.SQL("select * from {} where position > %(after)s {} order by position limit %(limit)s").format(
        sql.Identifier(*table.split(".")), sql.SQL(" ").join(matching)
    )
    with connection.cursor(row_factory=class_row(row)) as cursor:
        return cursor.execute(question, {**asked, "after": after, "limit": limit}).fetchall()
