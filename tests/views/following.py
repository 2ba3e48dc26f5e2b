"""Following by hand, in steps of a chosen size."""

import random
from itertools import islice

from psycopg import Connection, sql
from psycopg.types.string import TextLoader
from views.appending import append
from views.history import History

from projections import bookmarks
from projections.advance import advance
from projections.digest import digest
from projections.follow import Follower
from projections.view import schema_of
from projections.views import VIEWS


def record(log: Connection, seed: int, count: int, people: int = 30) -> None:
    """Record the first facts of a history, in appends of several sizes."""
    facts = list(islice(History(seed, people=people, attendees=8).facts(), count))
    sizes = random.Random(seed)
    while facts:
        size = sizes.randrange(1, 300)
        append(log, facts[:size])
        facts = facts[size:]


def follow_to_the_head(connection: Connection) -> None:
    """Carry every view as far as the log goes."""
    follower = Follower(connection)
    while follower.turn():
        pass


def follow_in_steps(connection: Connection, rng: random.Random, until: int) -> None:
    """Carry every view to a position in batches of random sizes."""
    bookmarks.install(connection, VIEWS, "live")
    while advance(connection, VIEWS, limit=rng.choice((1, 2, 7, 40, 300)), until=until):
        pass


def digests(connection: Connection) -> dict[str, str]:
    return {view.NAME: digest(connection, view) for view in VIEWS}


def dump(connection: Connection, place: str = "live") -> dict[str, list[tuple[object, ...]]]:
    """Every row of every view, all columns, in key order."""
    rows = {}
    for view in VIEWS:
        for table, key in view.KEY.items():
            query = sql.SQL("select * from {} order by {}").format(
                sql.Identifier(schema_of(view, place), table), sql.SQL(", ").join(map(sql.Identifier, key))
            )
            cursor = connection.cursor()
            cursor.adapters.register_loader("timestamptz", TextLoader)  # Python has no -infinity
            rows[f"{view.NAME}.{table}"] = cursor.execute(query).fetchall()
    return rows
