"""What every view promises, whichever it is."""

import random
from itertools import islice

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from views.appending import append
from views.following import (
    digests,
    dump,
    follow_in_steps,
    follow_to_the_head,
    record,
)
from views.history import History

from ledger.events import REGISTRY
from projections import bookmarks
from projections.advance import advance
from projections.digest import digest
from projections.rebuild import rebuild
from projections.view import schema_of
from projections.views import DETECTORS, VIEWS


def test_histories_hold_facts_of_every_type() -> None:
    seen = {type(fact).__name__ for fact in islice(History(1, people=30, attendees=8).facts(), 8000)}
    assert seen == set(REGISTRY)


def test_every_table_of_a_view_has_its_key_in_the_order_of_digests(reader: psycopg.Connection) -> None:
    bookmarks.install(reader, VIEWS, "live")
    for view in VIEWS:
        keys = reader.execute(
            """
            select c.relname, array_agg(a.attname::text order by k.n)
              from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary,
                   unnest(i.indkey) with ordinality k(attnum, n), pg_attribute a
             where c.relnamespace = %s::regnamespace and c.relkind = 'r'
               and a.attrelid = c.oid and a.attnum = k.attnum
             group by c.relname
            """,
            [schema_of(view, "live")],
        ).fetchall()
        assert {table: tuple(key) for table, key in keys} == dict(view.KEY)


def _begin_again(reader: psycopg.Connection, place: str) -> None:
    """Empty every view's tables of a place; quicker than making them anew 20 times."""
    bookmarks.install(reader, VIEWS, place)
    tables = [sql.Identifier(schema_of(view, place), table) for view in VIEWS for table in view.KEY]
    reader.execute(sql.SQL(";").join(sql.SQL("delete from {}").format(table) for table in tables), prepare=False)
    reader.execute("update office.bookmarks set position = 0 where place = %s", [place])


def test_rebuild_equals_live_at_20_random_points_of_a_random_history(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    record(log, seed=11, count=2500)
    rng = random.Random(11)
    for point in sorted(rng.sample(range(1, 2501), 20)):
        follow_in_steps(reader, rng, until=point)
        live = dump(reader)
        _begin_again(reader, "check")
        while advance(reader, VIEWS, place="check", until=point):
            pass
        derived = dump(reader, "check")
        for name, rows in live.items():
            assert derived[name] == rows, f"{name} at {point}"


def test_a_rebuild_changes_nothing_and_serves_at_the_head(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    record(log, seed=3, count=2500)
    follow_to_the_head(reader)
    before = dump(reader)
    for view in VIEWS:
        assert rebuild(reader, view) == 2500
    assert dump(reader) == before
    assert {row.position for row in bookmarks.status(reader)} == {2500}


@given(seed=st.integers(0, 10**6))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_and_no_flag_depends_on_how_facts_are_cut_into_batches(reader: psycopg.Connection, seed: int) -> None:
    with psycopg.connect(reader.info.dsn, autocommit=True) as log:
        begin = bookmarks.head(reader)
        record(log, seed, count=700, people=12)
    end = bookmarks.head(reader)
    # Later examples start behind the facts of earlier ones, which have names of their own.
    for view in VIEWS:
        for place in ("live", "check"):
            bookmarks.discard(reader, view, place)
            bookmarks.install(reader, [view], place)
    reader.execute("update office.bookmarks set position = %s", [begin])
    follow_in_steps(reader, random.Random(seed), until=end)
    advance(reader, VIEWS, place="check", limit=10**6)
    assert dump(reader) == dump(reader, "check")
    for view in DETECTORS:
        here, there = (sql.Identifier(schema_of(view, place), "flags") for place in ("live", "check"))
        query = sql.SQL("select * from {} except select * from {}").format(here, there)
        assert reader.execute(query).fetchall() == []


def test_a_digest_does_not_know_when_or_where_facts_were_recorded(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    record(log, seed=5, count=1500)
    follow_to_the_head(reader)
    first = digests(reader)
    # The same facts again, in one append, at other positions: behind facts that no view shows.
    for view in VIEWS:
        bookmarks.discard(reader, view, "live")
    facts = list(islice(History(5, people=30, attendees=8).facts(), 1500))
    append(log, [fact for fact in facts if type(fact).__name__ == "StatementReceived"])
    start = bookmarks.head(reader)
    append(log, facts)
    bookmarks.install(reader, VIEWS, "live")
    reader.execute("update office.bookmarks set position = %s", [start])
    follow_to_the_head(reader)
    assert digests(reader) == first
    assert len(set(first.values())) == len(VIEWS)


def test_a_digest_knows_every_other_difference(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    record(log, seed=5, count=600)
    follow_to_the_head(reader)
    view = next(view for view in VIEWS if view.NAME == "journal")
    before = digest(reader, view)
    reader.execute("update view_journal.entries set recorded_at = now()")
    assert digest(reader, view) == before
    reader.execute(
        "update view_journal.entries set effective_at = effective_at + interval '1 microsecond' where position = "
        "(select max(position) from view_journal.entries)"
    )
    assert digest(reader, view) != before
