"""Sessions: scheduled, moved, opened, called off, and taught by one trainer."""

from datetime import timedelta

import pytest
from specs.spec import fact, given
from specs.story import ENDS, FIRE, SESSION, STARTS, attended, closed, opened, scheduled

from ledger.decisions.assign_trainer import AssignTrainer
from ledger.decisions.cancel_session import CancelSession
from ledger.decisions.check_in import CheckIn
from ledger.decisions.close_session import CloseSession
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.open_session import OpenSession
from ledger.decisions.reschedule_session import RescheduleSession
from ledger.decisions.schedule_session import ScheduleSession
from ledger.events import SessionCancelled, SessionOpened, SessionRescheduled, SessionScheduled, TrainerAssigned
from ledger.recording import Command
from ledger.refusals.catalogue import CourseUnknown
from ledger.refusals.sessions import (
    SessionAlreadyScheduled,
    SessionNotOpen,
    SessionOver,
    SessionUnknown,
    TimesReversed,
    TrainerAlreadyAssigned,
    TrainerCannotAttend,
)

TOMORROW = RescheduleSession(session="S-1", starts_at=STARTS + timedelta(days=1), ends_at=ENDS + timedelta(days=1))


@pytest.mark.parametrize("mode", ["on_site", "live", "recorded"])
def test_a_session_is_on_site_live_or_recorded(mode: str) -> None:
    given(FIRE).when(ScheduleSession.model_validate({**SESSION.model_dump(), "mode": mode})).then(
        fact(SessionScheduled, session="S-1", course="FIRE-1", branch="CD", mode=mode, starts_at=STARTS, ends_at=ENDS),
        fact(TrainerAssigned, trainer="wu"),
    )


def test_a_session_may_be_scheduled_before_its_trainer_is_known() -> None:
    without = SESSION.model_copy(update={"trainer": None})
    given(FIRE).when(without).then(fact(SessionScheduled))


def test_a_session_id_is_taken_once() -> None:
    scheduled().when(SESSION).refused(SessionAlreadyScheduled, session="S-1")


def test_a_session_is_of_a_course_in_the_catalogue() -> None:
    given().when(SESSION).refused(CourseUnknown, course="FIRE-1")


@pytest.mark.parametrize("minutes", [-90, 0, 24 * 60 + 1])
def test_a_session_ends_after_it_begins_and_within_a_day(minutes: int) -> None:
    ends_at = STARTS + timedelta(minutes=minutes)
    given(FIRE).when(SESSION.model_copy(update={"ends_at": ends_at})).refused(TimesReversed)
    scheduled().when(RescheduleSession(session="S-1", starts_at=STARTS, ends_at=ends_at)).refused(TimesReversed)


def test_a_session_moves_until_its_doors_open() -> None:
    scheduled().when(TOMORROW).then(fact(SessionRescheduled, starts_at=TOMORROW.starts_at, ends_at=TOMORROW.ends_at))
    opened().when(TOMORROW).refused(SessionOver, state="open")


def test_a_session_opens_once() -> None:
    scheduled().when(OpenSession(session="S-1")).then(fact(SessionOpened)).when(OpenSession(session="S-1")).refused(
        SessionOver, state="open"
    )


def test_nobody_checks_in_before_the_doors_open() -> None:
    scheduled("lin").at(STARTS).when(CheckIn(session="S-1", employee="lin", method="kiosk")).refused(
        SessionNotOpen, state="scheduled"
    )


def test_a_session_is_called_off_for_a_reason_and_then_nothing_more_happens_to_it() -> None:
    spec = attended("lin").when(CancelSession(session="S-1", because="NO_ROOM"))
    spec.then(fact(SessionCancelled, session="S-1", because="NO_ROOM"))
    spec.when(CloseSession(session="S-1")).refused(SessionNotOpen, state="cancelled")
    for late in (CancelSession(session="S-1"), OpenSession(session="S-1"), TOMORROW):
        spec.when(late).refused(SessionOver, state="cancelled")


def test_a_closed_session_is_neither_called_off_nor_given_another_trainer() -> None:
    for late in (CancelSession(session="S-1"), AssignTrainer(session="S-1", trainer="zhao")):
        closed("lin").when(late).refused(SessionOver, state="closed")


def test_another_trainer_takes_the_place_of_the_one_before() -> None:
    scheduled().when(AssignTrainer(session="S-1", trainer="zhao")).then(
        fact(TrainerAssigned, session="S-1", trainer="zhao")
    )


def test_a_trainer_is_named_once() -> None:
    scheduled().when(AssignTrainer(session="S-1", trainer="wu")).refused(TrainerAlreadyAssigned, trainer="wu")


def test_nobody_teaches_a_session_and_attends_it() -> None:
    scheduled().when(EnrolLearner(session="S-1", employee="wu")).refused(TrainerCannotAttend, employee="wu")
    scheduled("lin").when(AssignTrainer(session="S-1", trainer="lin")).refused(TrainerCannotAttend, employee="lin")


@pytest.mark.parametrize(
    "command",
    [
        TOMORROW,
        OpenSession(session="S-1"),
        CancelSession(session="S-1"),
        CloseSession(session="S-1"),
        AssignTrainer(session="S-1", trainer="wu"),
        EnrolLearner(session="S-1", employee="lin"),
        CheckIn(session="S-1", employee="lin", method="kiosk"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nothing_is_done_to_an_unknown_session(command: Command) -> None:
    given().when(command).refused(SessionUnknown, session="S-1")
