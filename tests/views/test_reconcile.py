"""A row that somebody changed by hand is found and named."""

from collections.abc import Mapping
from threading import Event, Thread

import psycopg
import pytest
from views.following import digests, follow_to_the_head, record

from projections import balances, bookmarks, journal, rebuild
from projections.advance import advance
from projections.connecting import connected
from projections.digest import digest
from projections.follow import follow
from projections.rebuild import RebuildStopped
from projections.reconcile import reconcile
from projections.views import VIEWS, named


@pytest.fixture(autouse=True)
def _history(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    record(log, seed=31, count=1200)
    follow_to_the_head(reader)


def test_an_honest_ledger_has_no_wrong_row(reader: psycopg.Connection) -> None:
    told = digests(reader)
    for view in VIEWS:
        found = reconcile(reader, view)
        assert (found.position, found.wrong, found.first) == (1200, 0, None)
        assert found.digest == told[view.NAME]
    left = "select nspname from pg_namespace where nspname like '%\\_check'"
    assert reader.execute(left).fetchall() == []


def test_an_edited_row_is_named_with_what_it_should_be(reader: psycopg.Connection) -> None:
    right = balances.balance(reader, "E00007")
    reader.execute("update view_balances.balances set active = active + 1 where employee in ('E00007', 'E00009')")
    found = reconcile(reader, balances)
    assert found.wrong == 2
    assert found.first is not None
    assert (found.first.table, found.first.key, found.first.kind) == (
        "balances",
        {"employee": "E00007"},
        "different",
    )
    assert found.first.live is not None
    assert found.first.right is not None
    assert found.first.live["active"] == right.active + 1
    assert found.first.right["active"] == right.active


def test_a_deleted_row_is_missing(reader: psycopg.Connection) -> None:
    reader.execute("delete from view_balances.balances where employee = 'E00003'")
    found = reconcile(reader, balances)
    assert found.first is not None
    assert (found.wrong, found.first.kind, found.first.key) == (1, "missing", {"employee": "E00003"})
    assert found.first.live is None


def test_an_added_row_is_extra(reader: psycopg.Connection) -> None:
    reader.execute("insert into view_balances.balances values ('nobody', 5, 0, 1, 0, 0, 0, 0, 0, 0)")
    found = reconcile(reader, balances)
    assert found.first is not None
    assert (found.wrong, found.first.kind, found.first.key) == (1, "extra", {"employee": "nobody"})
    assert found.first.right is None


def test_the_clock_of_recording_is_compared_too(reader: psycopg.Connection) -> None:
    before = digest(reader, journal)
    reader.execute(
        "update view_journal.entries set recorded_at = recorded_at - interval '1 day' where (position, entry) ="
        " (select position, entry from view_journal.entries order by position, entry limit 1)"
    )
    assert digest(reader, journal) == before
    assert reconcile(reader, journal).wrong == 1


def test_a_running_follower_does_not_disturb_it(
    ledger_database: str, log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    def write() -> None:
        for seed in range(10):
            record(log, seed, 400, people=50 + seed)

    stop = Event()
    follower = Thread(target=follow, args=(ledger_database,), kwargs={"stop": stop})
    follower.start()
    writer = Thread(target=write)
    writer.start()
    try:
        for view in VIEWS:
            assert reconcile(reader, view).wrong == 0
    finally:
        writer.join()
        stop.set()
        follower.join()


def test_facts_followed_in_the_middle_of_a_comparison_are_not_part_of_it(
    ledger_database: str, log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    class Disturbed:
        """The balances, whose live tables move on as soon as the comparison has begun."""

        NAME, VERSION, SCHEMA, APPLY = balances.NAME, balances.VERSION, balances.SCHEMA, balances.APPLY

        @property
        def KEY(self) -> Mapping[str, tuple[str, ...]]:  # noqa: N802 - as in View
            record(log, 99, 400)
            with connected(ledger_database) as other:
                follow_to_the_head(other)
            return balances.KEY

    found = reconcile(reader, Disturbed())
    assert (found.position, found.wrong) == (1200, 0)
    assert bookmarks.read(reader, "live")["balances"].position > 1200


def test_a_rebuild_mends_what_was_edited(reader: psycopg.Connection) -> None:
    before = digests(reader)
    reader.execute("update view_balances.balances set active = 0")
    seen: list[tuple[int, int]] = []
    rebuild.rebuild(reader, balances, lambda position, head: seen.append((position, head)))
    assert digests(reader) == before
    assert seen[-1] == (1200, 1200)


def test_a_rebuild_goes_on_where_a_killed_one_stopped(reader: psycopg.Connection) -> None:
    before = digests(reader)
    rebuild.begin(reader, journal)
    advance(reader, [journal], place="next", limit=500)
    seen: list[int] = []
    rebuild.rebuild(reader, journal, lambda position, _: seen.append(position))
    assert seen == [1200]
    assert bookmarks.read(reader, "next") == {}
    assert digests(reader) == before


def test_a_rebuild_that_cannot_go_on_says_why_and_leaves_the_live_tables(
    reader: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(reader)
    monkeypatch.setattr(
        balances, "SCHEMA", balances.SCHEMA.replace("held     bigint", "held smallint check (held < 1)")
    )
    with pytest.raises(RebuildStopped, match="cannot take the fact at"):
        rebuild.rebuild(reader, balances)
    assert digests(reader) == before


def test_readers_never_see_a_view_without_tables(ledger_database: str, reader: psycopg.Connection) -> None:
    stop, failures = Event(), list[str]()

    def read() -> None:
        with psycopg.connect(ledger_database, autocommit=True) as connection:
            while not stop.is_set():
                try:
                    if balances.balance(connection, "E00001").credits == 0:
                        failures.append("an empty balance")
                except psycopg.Error as error:
                    failures.append(str(error))

    reading = Thread(target=read)
    reading.start()
    for _ in range(10):
        rebuild.rebuild(reader, balances)
    stop.set()
    reading.join()
    assert failures == []


def test_an_unknown_view_is_named() -> None:
    with pytest.raises(KeyError, match="there are: journal, balances"):
        named("wages")
