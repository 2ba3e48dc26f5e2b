"""A plan made while the log was nearly empty serves as well when it is full: never more than a few index probes."""

import time
from datetime import UTC, datetime

import psycopg

from ledger.log.log import Appended, Batch, Entry, Question, Request
from ledger.log.postgres import PostgresLog

MANY = 2_000
ROUNDS = 30
ASKED = (Question(("course:busy",), ("Seldom",)), Question(("employee:e1", "course:busy"), ("Often",)))
READ = """select sum(idx_tup_read)::bigint
       + (select sum(seq_tup_read) from pg_stat_user_tables where schemaname = 'ledger')
  from pg_stat_user_indexes where schemaname = 'ledger'"""


def append(log: PostgresLog, first: int, count: int) -> None:
    """Append facts of many people on one busy course, each its own request."""
    now = datetime.now(UTC)
    numbers = range(first, first + count)
    entries = [
        Entry("Often", 1, "{}", (f"employee:e{n}", "course:busy"), now, owner) for owner, n in enumerate(numbers, 1)
    ]
    requests = [Request("test", str(n), b"d") for n in numbers]
    assert isinstance(log.record(Batch(log.head(), ASKED, entries, requests)), Appended)


def rows_read(database: str) -> int:
    """Count what this database's indexes and scans of the log have read so far."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("select pg_sleep(0.05)")
        row = connection.execute(READ).fetchone()
    return int(row[0]) if row else 0


def test_plans_of_an_almost_empty_log_do_not_scan_a_full_one(ledger_database: str) -> None:
    with psycopg.connect(ledger_database, autocommit=True) as admin:
        # Known to be empty, a table costs nothing to scan; never looked at, it is taken for a middling one.
        admin.execute("vacuum (analyze) ledger.events, ledger.event_tags, ledger.requests")
    log = PostgresLog.open(ledger_database)
    for n in range(20):
        append(log, n, 1)
        list(log.load(ASKED, 1_000_000))
        log.at([(1, 1)])
        log.answers([("test", "1")])
    append(log, 100, MANY)
    time.sleep(1.1)  # statistics are told once a second
    append(log, 9_000, 1)
    before = rows_read(ledger_database)
    for n in range(ROUNDS):
        append(log, 10_000 + n, 1)
        list(log.load([Question(("employee:e7", "course:busy"), ("Often",))], 1_000_000))
        log.at([(1, 1), (500, 500)])
        log.answers([("test", "1"), ("test", "700"), ("test", "none")])
    log.close()  # tells the rest
    assert rows_read(ledger_database) - before < ROUNDS * MANY / 4
