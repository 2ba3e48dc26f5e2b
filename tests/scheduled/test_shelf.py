"""The run that tends the shelf: late, repeated, or two at once, it comes to the same."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from signing import WRITER
from views.appending import append

from api.scheduled.shelf import Tended, tend
from ledger import events as e
from ledger.log.postgres import PostgresLog
from ledger.writing import Ledger
from projections import catalogue, shelf
from projections.connecting import connected
from projections.follow import catch_up

NOW = datetime.now(UTC)
LAST_WEEK, YESTERDAY, TOMORROW = (NOW + timedelta(days=days) for days in (-7, -1, 1))
SHOP: list[e.Event] = [
    *(
        e.RewardListed(effective_at=LAST_WEEK, reward=name, title="Mug", kind="goods", price=1, stock=1)
        for name in ("CUP", "MUG", "PEN")
    ),
    e.RewardRestocked(effective_at=LAST_WEEK, reward="PEN", units=5, batch="OLD", good_until=YESTERDAY),
    e.RewardRestocked(effective_at=LAST_WEEK, reward="PEN", units=5, batch="NEW", good_until=TOMORROW),
    *(e.WaitingJoined(effective_at=LAST_WEEK, reward="MUG", employee=who) for who in ("lin", "mei", "wu")),
    e.WaitingCalled(effective_at=LAST_WEEK, reward="MUG", employee="lin", until=YESTERDAY),
]


@pytest.fixture
def ledger(ledger_database: str, log: psycopg.Connection) -> Iterator[Ledger]:
    append(log, SHOP)
    with closing(Ledger(PostgresLog.open(ledger_database, writer=WRITER))) as ledger:
        yield ledger


def run(ledger: Ledger, reader: psycopg.Connection) -> Tended:
    catch_up(reader, [shelf])
    return tend(ledger, reader)


def told(reader: psycopg.Connection) -> list[tuple[str, datetime]]:
    """What the runs said, and when it was so."""
    return reader.execute(
        "select type, effective_at from ledger.events where position > %s order by position", [len(SHOP)]
    ).fetchall()


def test_what_is_due_is_done_once_and_nobody_is_refused_for_looking(ledger: Ledger, reader: psycopg.Connection) -> None:
    assert run(ledger, reader) == (1, 1, 1)
    assert [one for one in told(reader) if one[0] != "WaitingCalled"] == [
        ("WaitingLapsed", YESTERDAY),
        ("BatchWrittenOff", YESTERDAY),
    ]
    assert [waiter.employee for waiter in catalogue.waiters(reader, "MUG")] == ["lin", "mei", "wu"]
    assert run(ledger, reader) == (0, 0, 0)
    assert [waiter.employee for waiter in catalogue.waiters(reader, "MUG")] == ["mei", "wu"]
    assert len(told(reader)) == 3
    assert catalogue.due(reader) == []


def test_a_batch_that_is_used_up_is_looked_at_and_nothing_is_said(
    ledger: Ledger, log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    lots = (e.LotPart("L", 5),)
    about = {"redemption": "Q", "employee": "zhao", "reward": "PEN"}
    append(log, [e.RedemptionRequested(effective_at=LAST_WEEK, **about, price=5, lots=lots, units=5)])
    assert run(ledger, reader) == (0, 1, 1)
    catch_up(reader, [shelf])
    assert catalogue.due(reader) == [("PEN", True, False)]
    assert run(ledger, reader) == (0, 0, 0)
    assert "CommandRefused" not in {name for name, _ in told(reader)}


@pytest.mark.usefixtures("ledger")
def test_two_runs_at_once_say_it_once(ledger_database: str, reader: psycopg.Connection) -> None:
    catch_up(reader, [shelf])

    def once(_: int) -> Tended:
        with (
            closing(Ledger(PostgresLog.open(ledger_database, writer=WRITER))) as own,
            connected(ledger_database) as connection,
        ):
            return tend(own, connection)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(once, range(4)))
    assert [sum(column) for column in zip(*done, strict=True)] == [1, 1, 1]
    assert [name for name, _ in told(reader) if name != "CommandRefused"].count("WaitingCalled") == 1
