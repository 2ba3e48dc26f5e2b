"""One round does everything that has come due; by hand, or again and again beside the API."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from cli.program import merit, said
from handover.receiving import eventually
from scheduled.scene import Office, earned
from signing import WRITER

from api.rounds import keep_going
from api.scheduled import round as rounds
from ledger import events as e
from ledger.log.postgres import PostgresLog
from projections import bookmarks

NOW = datetime.now(UTC)
LAST_WEEK, YESTERDAY = NOW - timedelta(days=7), NOW - timedelta(days=1)
OVERDUE: list[e.Event] = [
    e.RewardListed(effective_at=LAST_WEEK, reward="PEN", title="Pen", kind="goods", price=1, stock=1),
    e.RewardRestocked(effective_at=LAST_WEEK, reward="PEN", units=5, batch="OLD", good_until=YESTERDAY),
    e.RewardListed(effective_at=LAST_WEEK, reward="TRIP", title="Trip", kind="training_place", price=9, stock=9),
    e.PointsEarned(effective_at=LAST_WEEK, employee="lin", lot="gift", source="learning", points=9),
    e.RedemptionRequested(
        effective_at=LAST_WEEK,
        redemption="R",
        employee="lin",
        reward="TRIP",
        price=9,
        lots=(e.LotPart("gift", 9),),
        approvals=("line_manager",),
        lapses_at=YESTERDAY,
    ),
    e.EmployeeJoined(effective_at=LAST_WEEK, employee="lin", branch="CD"),
    e.CourseRequired(effective_at=LAST_WEEK, obligation="O-1", course="FIRE-1", until=f"{YESTERDAY:%Y-%m-%d}"),
]
NOTHING = {
    "accounts": {"people": 0, "facts": 0, "before": 0},
    "approvals": {"requests": 0, "before": 0},
    "shelf": {"written_off": 0, "lapsed": 0, "called": 0},
    "restatements": {"previewed": 0, "finished": 0},
    "warnings": {"raised": 0, "before": 0},
}


RECORDED = {"RedemptionLapsed", "RedemptionCancelled", "BatchWrittenOff", "DeadlineWarningRaised"}


def recorded(office: Office) -> set[str]:
    return {name for (name,) in office.reader.execute("select type from ledger.events where position > 7")}


def test_the_command_line_does_what_has_come_due_and_then_finds_nothing(office: Office) -> None:
    office.record([*OVERDUE, *earned(people=5, each=3)])
    done = said(merit("schedule", "--json", url=office.url))
    assert (done["accounts"]["people"], done["approvals"]["requests"], done["shelf"]["written_off"]) == (5, 1, 1)
    assert done["warnings"]["raised"] == 1
    assert said(merit("schedule", "--json", url=office.url)) == NOTHING
    assert "0 accounts are settled" in merit("schedule", url=office.url).stdout


def test_rounds_wait_for_the_views_and_then_do_what_has_come_due(office: Office) -> None:
    office.record(OVERDUE)
    over = threading.Event()
    turns = threading.Semaphore(0)

    def turn(connection: psycopg.Connection[Any]) -> None:
        rounds.turn(connection, lambda: PostgresLog.open(office.url, writer=WRITER))
        turns.release()

    beside = threading.Thread(target=keep_going, args=(office.url, turn, 0.05, over))
    beside.start()
    try:
        assert turns.acquire(timeout=30)
        assert office.ledger.log.head() == len(OVERDUE)
        office.follow(*(view.NAME for view in rounds.VIEWS))
        eventually(lambda: recorded(office) == RECORDED, 30)
    finally:
        over.set()
        beside.join()


def test_a_view_of_another_version_is_not_there(office: Office) -> None:
    assert not bookmarks.made(office.reader, rounds.VIEWS)
    office.follow(*(view.NAME for view in rounds.VIEWS))
    assert bookmarks.made(office.reader, rounds.VIEWS)
    with psycopg.connect(office.url) as owner:
        owner.execute("update office.bookmarks set version = version - 1 where view = 'redemptions'")
    assert not bookmarks.made(office.reader, rounds.VIEWS)
