"""Enrolment: a seat on the roster, given once and given back before one has been there."""

from datetime import timedelta

from specs.spec import fact, given
from specs.story import FIRE, SESSION, STARTS, closed, opened, scheduled

from ledger.decisions.cancel_session import CancelSession
from ledger.decisions.check_in import CheckIn
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.withdraw_enrolment import WithdrawEnrolment
from ledger.events import CheckedIn, EnrolmentWithdrawn, LearnerEnrolled
from ledger.refusals.attendance import AlreadyCheckedIn
from ledger.refusals.sessions import AlreadyEnrolled, NotOnRoster, SessionFull, SessionOver

ENROL = EnrolLearner(session="S-1", employee="lin")
WITHDRAW = WithdrawEnrolment(session="S-1", employee="lin")
CHECK_IN = CheckIn(session="S-1", employee="lin", method="kiosk")


def test_a_learner_gets_a_seat() -> None:
    scheduled().when(ENROL).then(fact(LearnerEnrolled, session="S-1", employee="lin"))


def test_a_learner_may_still_enrol_when_the_doors_are_open() -> None:
    opened().when(ENROL).then(fact(LearnerEnrolled))


def test_a_learner_has_one_seat() -> None:
    scheduled("lin").when(ENROL).refused(AlreadyEnrolled, employee="lin")


def test_a_full_session_takes_nobody_until_a_seat_is_given_back() -> None:
    spec = given(FIRE, SESSION.model_copy(update={"seats": 1}), EnrolLearner(session="S-1", employee="mei"))
    spec.when(ENROL).refused(SessionFull, seats=1)
    spec.given(WithdrawEnrolment(session="S-1", employee="mei")).when(ENROL).then(fact(LearnerEnrolled))


def test_the_last_seat_goes_to_one_of_those_who_ask_together() -> None:
    spec = given(FIRE, SESSION.model_copy(update={"seats": 1}))
    spec.when(ENROL, EnrolLearner(session="S-1", employee="mei")).refused(SessionFull, seats=1)


def test_nobody_enrols_in_a_session_that_is_over_or_called_off() -> None:
    closed("mei").when(ENROL).refused(SessionOver, state="closed")
    scheduled().given(CancelSession(session="S-1")).when(ENROL).refused(SessionOver, state="cancelled")


def test_a_learner_gives_the_seat_back_and_may_take_it_again() -> None:
    spec = scheduled("lin").when(WITHDRAW).then(fact(EnrolmentWithdrawn, session="S-1", employee="lin"))
    spec.when(ENROL).then(fact(LearnerEnrolled))


def test_only_who_has_a_seat_gives_it_back() -> None:
    scheduled().when(WITHDRAW).refused(NotOnRoster, employee="lin")


def test_who_has_been_there_stays_on_the_roster() -> None:
    opened("lin").given(CHECK_IN).when(WITHDRAW).refused(AlreadyCheckedIn)


def test_no_seat_is_given_back_when_the_session_is_over() -> None:
    closed("lin").when(WITHDRAW).refused(SessionOver, state="closed")


def test_an_attendee_off_the_roster_is_refused() -> None:
    opened("mei").when(CHECK_IN).refused(NotOnRoster, employee="lin", session="S-1")
    opened("lin").given(WITHDRAW).when(CHECK_IN).refused(NotOnRoster)


def test_who_enrols_at_the_door_checks_in_like_the_others() -> None:
    opened().given(ENROL).at(STARTS + timedelta(minutes=5)).when(CHECK_IN).then(fact(CheckedIn, employee="lin"))
