"""A connection that breaks is a pause, not an error; a server that stays away is said to be unavailable."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from ledger.log.connections import datastore
from ledger.log.log import Appended, Batch, Entry, LogUnavailable, Question, Request
from ledger.log.postgres import PostgresLog
from ledger.log.silence import Listening

LISTED = Question(("course:a",), ("Listed",))
OTHERS = """select pg_terminate_backend(pid, 5000) from pg_stat_activity
 where datname = current_database() and pid <> pg_backend_pid()"""

READS: dict[str, Callable[[PostgresLog], object]] = {
    "head": lambda log: log.head(),
    "between": lambda log: [fact.position for fact in log.between(1, 1)],
    "load": lambda log: [fact.position for _, fact in log.load([LISTED], 1)],
    "answers": lambda log: log.answers([("lin", "k")])["lin", "k"].first,
    "at": lambda log: [[fact.position for fact in facts] for facts in log.at([(1, 1)])],
}


@pytest.fixture
def log(ledger_database: str) -> Iterator[PostgresLog]:
    opened = PostgresLog.open(ledger_database)
    entry = Entry("Listed", 1, "{}", ("course:a",), datetime.now(UTC), 1)
    opened.record(Batch(0, (), [entry], [Request("lin", "k", b"k")]))
    yield opened
    opened.close()


@pytest.mark.parametrize("digest", [b"k", None], ids=["named", "unnamed"])
def test_an_append_whose_answer_was_lost_is_found_and_not_made_twice(
    log: PostgresLog, monkeypatch: pytest.MonkeyPatch, digest: bytes | None
) -> None:
    ask, lost = Listening.ask, list[tuple[object, ...]]()

    def cut(connection: Listening, name: bytes, *rest: Any) -> Iterator[tuple[Any, ...]]:
        rows = list(ask(connection, name, *rest))
        if not lost:
            lost.extend(rows)
            raise psycopg.OperationalError("cut")
        return iter(rows)

    monkeypatch.setattr(Listening, "ask", cut)
    entries = [Entry("Listed", 1, "{}", (f"course:{n}",), datetime.now(UTC), n) for n in (1, 2)]
    # What it asked about has changed since: by its own facts.
    about = [Question(("course:2",), ("Listed",))]
    outcome = log.record(Batch(1, about, entries, [Request("lin", "one", None), Request("lin", "two", digest)]))
    ((_, first, recorded_at, _),) = lost
    assert outcome == Appended(2, recorded_at)  # type: ignore[arg-type]
    assert (first, log.head()) == (2, 3)


@pytest.mark.parametrize("name", READS)
def test_reading_goes_on_after_every_connection_was_cut(log: PostgresLog, ledger_database: str, name: str) -> None:
    before = READS[name](log)
    with psycopg.connect(ledger_database) as admin:
        admin.execute(OTHERS)
    assert READS[name](log) == before


@pytest.mark.parametrize("name", READS)
def test_a_server_that_stays_away_is_unavailable_and_no_bug(name: str) -> None:
    store = datastore("host=/nowhere dbname=ledger")
    store.pool.timeout = 0.2
    away = PostgresLog(store, patience=0.2)
    try:
        with pytest.raises(LogUnavailable):
            READS[name](away)
    finally:
        away.close()
