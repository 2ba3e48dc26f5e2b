"""The life of a period: open, closing, closed by two people; each in its order, and none twice."""

from datetime import UTC, datetime, timedelta

from specs.books import AFTERWARDS, closing, shut
from specs.ruling import QIAN, ZHOU
from specs.spec import fact, given
from specs.story import shanghai

from ledger import events as e
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.begin_closing import BeginClosing
from ledger.decisions.close_period import ClosePeriod
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.reopen_period import ReopenPeriod
from ledger.events import ClosingBegun, PeriodClosed, PeriodReopened
from ledger.recording import Caller
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.periods import (
    PeriodNotClosing,
    PeriodNotOpen,
    PeriodNotOver,
    PeriodOutOfOrder,
)

BEGIN = BeginClosing(period="2026", because="YEAR_END")
CLOSE = ClosePeriod(period="2026")
REOPEN = ReopenPeriod(period="2026", because="SESSION_MISSING")
LAST = shanghai(2027, 1, 1) - timedelta(microseconds=1)


def test_a_year_is_closed_by_two_people_and_dated_now() -> None:
    spec = given().at(AFTERWARDS).when(BEGIN, by=ZHOU)
    year = {"begins": shanghai(2026, 1, 1), "ends": shanghai(2027, 1, 1), "effective_at": AFTERWARDS}
    spec.then(fact(ClosingBegun, beginner="zhou", because="YEAR_END", **year))
    spec.when(CLOSE, by=QIAN).then(fact(PeriodClosed, closer="qian", **year))


def test_the_first_year_begins_where_facts_do() -> None:
    """In Shanghai 1970 begins in 1969, which no fact could hold."""
    first = BeginClosing(period="1970", because="YEAR_END")
    begins, ends = datetime(1970, 1, 1, tzinfo=UTC), shanghai(1971, 1, 1)
    spec = given().at(AFTERWARDS).when(first, by=ZHOU).then(fact(ClosingBegun, begins=begins, ends=ends))
    spec.when(ClosePeriod(period="1970"), by=QIAN).then(fact(PeriodClosed, begins=begins, ends=ends))


def test_nobody_closes_alone_nor_for_their_boss_nor_unnamed() -> None:
    spec = closing(given(AssignManager(employee="sun", manager="zhou")))
    spec.when(CLOSE, by=ZHOU).refused(SelfActionForbidden)
    spec.when(CLOSE, by=Caller("console", on_behalf_of="sun")).refused(ApproverReportsToRequester)
    spec.when(CLOSE).refused(ApproverUnnamed)
    given().at(AFTERWARDS).when(BEGIN).refused(ApproverUnnamed)


def test_a_year_that_goes_on_cannot_be_closed() -> None:
    spec = given().at(LAST)
    spec.when(BEGIN, by=ZHOU).refused(PeriodNotOver, period="2026")
    spec.at(shanghai(2027, 1, 1)).when(BEGIN, by=ZHOU).then(fact(ClosingBegun))


def test_a_closing_is_given_up_and_begun_again_but_a_closed_year_stays_closed() -> None:
    spec = closing(given()).when(REOPEN, by=ZHOU).then(fact(PeriodReopened, reopener="zhou"))
    spec.when(CLOSE, by=QIAN).refused(PeriodNotClosing, stage="open")
    spec.when(REOPEN, by=ZHOU).refused(PeriodNotClosing, stage="open")
    spec.given(BEGIN, by=ZHOU).when(BEGIN, by=QIAN).refused(PeriodNotOpen, stage="closing")
    spec.given(CLOSE, by=QIAN)
    spec.when(REOPEN, by=ZHOU).refused(PeriodNotClosing, stage="closed")
    spec.when(CLOSE, by=QIAN).refused(PeriodNotClosing, stage="closed")
    spec.when(BEGIN, by=ZHOU).refused(PeriodNotOpen, stage="closed")


def test_years_are_closed_in_their_order() -> None:
    spec = shut(given())
    spec.when(BeginClosing(period="2025", because="YEAR_END"), by=ZHOU).refused(PeriodOutOfOrder, later="2026")


def test_a_credit_year_of_ones_own_ends_on_its_own_day() -> None:
    """From 1 March 2026 on: 29 February 2028 is the last day of 2027."""
    spec = given().at(shanghai(2026, 2, 1))
    spec.when(DraftPolicy(document="calendar: {begins_month: 3, begins_day: 1}"), by=ZHOU)
    (draft,) = spec.facts
    assert isinstance(draft, e.PolicyDrafted)
    spec.given(PublishPolicy(version=draft.version, since="2026-03-01"), by=QIAN)
    begin = BeginClosing(period="2027", because="YEAR_END")
    leap = shanghai(2028, 3, 1)
    spec.at(leap - timedelta(microseconds=1)).when(begin, by=ZHOU).refused(PeriodNotOver)
    spec.at(leap).when(begin, by=ZHOU).then(fact(ClosingBegun, begins=shanghai(2027, 3, 1), ends=leap))
