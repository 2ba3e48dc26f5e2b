"""`db`: whatever facts a superuser takes, adds or moves, the first bad position is named."""

# ruff: noqa: S608 - statements are put together from the constants below

from pathlib import Path

import pytest

from ledger.log.log import Fact

from .audited import EVENTS, SIZE, Audited, published, record, shifted
from .running import verify

# Within the tiles and at their edges.
POSITIONS = [1, 2, 256, 257, 300, 512, 513, 599, 600]


@pytest.mark.parametrize("position", POSITIONS)
def test_a_deleted_fact(books: Audited, position: int) -> None:
    books.mutate(f"delete from {EVENTS} where position = {position}")
    assert books.found() == ("row_missing", position)


@pytest.mark.parametrize("position", POSITIONS[:-1])
def test_a_deleted_fact_whose_gap_was_closed(books: Audited, position: int) -> None:
    books.mutate(f"delete from {EVENTS} where position = {position}", *shifted(position, -1))
    assert books.found() == ("row_changed", position)


@pytest.mark.parametrize("count", [1, 2, 88, 89, 345, 599, 600])
def test_the_first_and_the_last_facts_deleted(books: Audited, count: int) -> None:
    books.mutate("create table kept as table ledger.events", f"delete from {EVENTS} where position <= {count}")
    assert books.found() == ("row_missing", 1)
    books.mutate(f"truncate {EVENTS}", f"insert into {EVENTS} select * from kept where position <= {SIZE - count}")
    assert books.found() == ("row_missing", SIZE - count + 1)


def test_the_first_facts_deleted_and_the_rest_renumbered(books: Audited) -> None:
    books.mutate(f"delete from {EVENTS} where position <= 3", f"update {EVENTS} set position = -position",
                 f"update {EVENTS} set position = -position - 3")  # fmt: skip
    assert books.found() == ("row_changed", 1)


def copied(position: int, to: str) -> str:
    columns = ", ".join(Fact._fields[1:])
    return f"insert into {EVENTS} select {to}, {columns} from {EVENTS} where position = {position}"


@pytest.mark.parametrize("position", POSITIONS)
def test_a_fact_pushed_in_between(books: Audited, position: int) -> None:
    books.mutate(*shifted(position, 1), copied(5, str(position)))
    assert books.found() == ("row_changed", position)


@pytest.mark.parametrize("position", [0, -1, -(2**62)])
def test_a_fact_before_the_first(books: Audited, position: int) -> None:
    books.mutate(copied(5, str(position)))
    assert books.found() == ("row_added", position)


@pytest.mark.parametrize("position", POSITIONS)
def test_a_fact_twice_at_one_position(books: Audited, position: int) -> None:
    books.mutate(f"alter table {EVENTS} drop constraint events_pkey", copied(position, str(position)))
    assert books.found() == ("row_added", position)


def test_a_fact_without_a_position(books: Audited) -> None:
    unkeyed = [
        f"alter table {EVENTS} drop constraint events_pkey",
        f"alter table {EVENTS} alter position drop not null",
    ]
    books.mutate(*unkeyed, copied(5, "null"))
    assert books.verify()["code"] == "row_added"


def test_a_fact_behind_a_gap(books: Audited) -> None:
    books.mutate(copied(5, str(SIZE + 5)))
    assert books.found() == ("row_missing", SIZE + 1)


@pytest.mark.parametrize(("one", "other"), [(1, 600), (2, 3), (256, 257), (300, 301)])
def test_two_facts_swapped(books: Audited, one: int, other: int) -> None:
    books.mutate(f"update {EVENTS} set position = -1 where position = {one}",
                 f"update {EVENTS} set position = {one} where position = {other}",
                 f"update {EVENTS} set position = {other} where position = -1")  # fmt: skip
    assert books.found() == ("row_changed", one)


def test_a_fact_moved_to_the_end(books: Audited) -> None:
    books.mutate(f"update {EVENTS} set position = {SIZE + 1} where position = 40")
    assert books.found() == ("row_missing", 40)


def test_everything_renumbered(books: Audited) -> None:
    books.mutate(*shifted(1, 1))
    assert books.found() == ("row_missing", 1)


def test_an_old_backup_that_lived_on(books: Audited) -> None:
    # The same requests come again, to a ledger that does not know of them: their facts differ in their time.
    for table, column in ((EVENTS, "position"), ("ledger.event_tags", "position"), ("ledger.requests", "first")):
        books.mutate(f"delete from {table} where {column} > 550")
    assert books.found() == ("row_missing", 551)
    record(books.url, 80, after=550)
    found = books.verify()
    assert (found["code"], found["position"], found["columns"]) == (
        "row_changed",
        551,
        ["recorded_at", "signature", "writer"],
    )


def test_a_rewritten_log_signed_again_is_a_fork(books: Audited, tmp_path: Path) -> None:
    """Whoever has the log's key too can publish what the database now says; older checkpoints tell."""
    books.mutate(f"update {EVENTS} set data = '{{}}' where position = 77")
    again = Audited(books.url, published(books.url, tmp_path / "again"))
    assert again.verify()["verdict"] == "valid"
    assert verify("log", *again.log.options, "--since", books.log.note)["code"] == "rewritten"
    assert verify("diff", books.log.note, again.log.note, *again.log.options)["code"] == "fork"
