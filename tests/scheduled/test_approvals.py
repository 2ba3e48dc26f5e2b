"""The run that lets requests go: late, doubled, or two at once, each overdue request ends once, on its day."""

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from signing import WRITER

from api.scheduled import approvals
from ledger import events as e
from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.log.postgres import PostgresLog
from ledger.log.stored import decode
from ledger.models.shelf import Shelf
from ledger.recording import Caller, Clock, utc_now
from ledger.writing import Ledger
from projections.connecting import connected
from projections.follow import catch_up
from projections.views import named

LONG_AGO = datetime.now(UTC) - timedelta(days=20)
DESK = Caller("hr-desk", operator=True)
PEOPLE = [f"e{n}" for n in range(12)]
APPROVED = 3


def opened(url: str, clock: Clock = utc_now) -> Ledger:
    return Ledger(PostgresLog.open(url, writer=WRITER), clock=clock)


def asked_long_ago(url: str) -> None:
    """Everybody asks for a trip; three are approved."""
    with closing(opened(url, lambda: LONG_AGO)) as ledger:
        ledger.record(ListReward(reward="TRIP", title="考察", kind="training_place", price=201, stock=50), DESK)
        ledger.record(ListCourse(course="BIG", title="大课", credits=Decimal(300), minutes=90), DESK)
        for person in PEOPLE:
            done = RecordCompletion(employee=person, course="BIG", completion=f"c-{person}", source="test")
            ledger.record_together((done, AssignManager(employee=person, manager="boss")), DESK)
            request = ledger.record(RedeemReward(employee=person, reward="TRIP"), DESK).events[0]
            assert isinstance(request, e.RedemptionRequested)
            if person in PEOPLE[:APPROVED]:
                approve = ApproveRedemption(redemption=request.redemption)
                ledger.record(approve, Caller("app", on_behalf_of="boss"))


def run(url: str, *, see: bool = True) -> approvals.Lapsed:
    with connected(url) as connection, closing(opened(url)) as ledger:
        if see:
            catch_up(connection, [named("redemptions")])
        return approvals.lapse(ledger, connection)


def facts_of(url: str) -> list[e.Event]:
    with closing(PostgresLog.open(url, writer=WRITER)) as log:
        return [decode(fact) for fact in log.between(1, log.head())]


def test_runs_at_once_and_again_let_each_overdue_request_go_once(ledger_database: str) -> None:
    asked_long_ago(ledger_database)
    with connected(ledger_database) as connection:
        catch_up(connection, [named("redemptions")])
    found: list[approvals.Lapsed] = []
    runs = [threading.Thread(target=lambda: found.append(run(ledger_database, see=False))) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    overdue = len(PEOPLE) - APPROVED
    assert sum(one.requests for one in found) == overdue
    assert run(ledger_database, see=False) == (0, overdue)
    assert run(ledger_database) == (0, 0)
    facts = facts_of(ledger_database)
    due = LONG_AGO + timedelta(days=14)
    lapsed = [fact for fact in facts if isinstance(fact, e.RedemptionLapsed)]
    assert [fact.effective_at for fact in lapsed] == [due] * overdue
    assert len({fact.redemption for fact in lapsed}) == overdue
    shelf = Shelf("TRIP")
    for fact in facts:
        if isinstance(fact, shelf.reads) and "reward:TRIP" in fact.tags:
            shelf.apply(fact)
    assert (shelf.held, shelf.stock and shelf.stock.left) == (APPROVED, 50 - APPROVED)
