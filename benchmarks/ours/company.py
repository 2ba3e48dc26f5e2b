"""The company our sides work for: its database, and a quick way to give it a past."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

import psycopg

from api import garbage
from benchmarks.workload import EMPLOYEES, POINTS_EACH, PRICE, STOCK_EACH
from ledger.events import Event, PointsEarned, RewardListed
from ledger.log.log import Appended, Batch, Request
from ledger.log.migrate import migrate
from ledger.log.postgres import PostgresLog
from ledger.log.stored import encode
from ledger.writing import Ledger
from projections.audit.signing_writer import SigningWriter
from projections.audit.tlog.keys import ED25519, KEY_SIZE, SignerKey

BEGAN_AT = datetime(2025, 1, 1, tzinfo=UTC)
FACTS_A_BATCH = 5_000
# As whoever answers a question reads: one moment, without the right to write.
READER = "-c role=merit_app -c timezone=UTC -c jit=off -c default_transaction_isolation=repeatable\\ read"
WRITER_KEY = SignerKey("bench.localhost/merit", ED25519, bytes(KEY_SIZE))
# What the log says was redeemed, and by how many positions it has holes: both counted, neither believed.
REDEEMED = "select count(*) from ledger.events where type = 'RedemptionRequested'"
HOLES = "select coalesce(max(position), 0) - count(*) from ledger.events"


def employee(number: int) -> str:
    """Name an employee."""
    return f"E{number}"


def reward(number: int) -> str:
    """Name a reward."""
    return f"R{number}"


def writer() -> SigningWriter:
    """Sign what is appended, as every process of ours does."""
    return SigningWriter(WRITER_KEY)


def opened(database: str) -> Ledger:
    """Open the ledger of a migrated database, in a process set up as ours are."""
    ledger = Ledger(PostgresLog.open(database, writer=writer()))
    garbage.search_seldom()
    return ledger


def stock(database: str, rewards: int, employees: int = EMPLOYEES) -> None:
    """Make a ledger in which every employee has points and every reward is in stock."""
    migrate(database)
    append(database, _listings(rewards))
    append(database, _purses(employees))


def append(database: str, facts: Iterable[Event]) -> None:
    """Record a past that nobody has to decide any more, in large batches."""
    log = PostgresLog.open(database, writer=writer())
    waiting = iter(facts)
    while entries := [encode(fact, 1) for fact in islice(waiting, FACTS_A_BATCH)]:
        outcome = log.record(Batch(log.head(), [], entries, [Request("past", "", None)]))
        assert isinstance(outcome, Appended), outcome
    log.close()


def counted(database: str, question: str) -> int:
    """Ask the database for a number."""
    with psycopg.connect(database) as connection:
        row = connection.execute(question.encode()).fetchone()
    return int(row[0]) if row else 0


def wrong_by(database: str, redeemed: int) -> int:
    """Count the redemptions that were lost or doubled, and the holes in the log."""
    return abs(counted(database, REDEEMED) - redeemed) + counted(database, HOLES)


def _listings(rewards: int) -> Iterable[Event]:
    for number in range(rewards):
        name = reward(number)
        yield RewardListed(reward=name, title=name, kind="goods", price=PRICE, stock=STOCK_EACH, effective_at=BEGAN_AT)


def _purses(employees: int) -> Iterable[Event]:
    for number in range(employees):
        yield PointsEarned(
            employee=employee(number),
            session=None,
            lot="learning/past",
            source="learning",
            points=POINTS_EACH,
            expires_at=None,
            effective_at=BEGAN_AT,
        )
