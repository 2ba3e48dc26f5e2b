"""Prompts: shown at moments that nobody can foresee, answered in time, once, by whoever pays attention."""

from datetime import timedelta
from itertools import pairwise

import pytest
from specs.ruling import ruled
from specs.spec import SECRET, Spec, fact
from specs.story import ENDS, STARTS, opened, scheduled

from ledger.decisions.answer_prompt import AnswerPrompt
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.issue_prompt import IssuePrompt
from ledger.events import AttendancePromptAnswered, AttendancePromptIssued, CreditsAwarded
from ledger.prompting import drawn
from ledger.refusals.prompts import PromptAlreadyAnswered, PromptLapsed, PromptNotDue, PromptUnknown
from ledger.refusals.sessions import NotOnRoster, SessionNotOpen
from ledger.rotating_code import RotatingCodes

ISSUE = IssuePrompt(session="S-1")
KEY = RotatingCodes(SECRET).key_for("prompts")
# Four an hour: six in the session's 90 minutes.
MOMENTS = list(drawn(KEY, "S-1", (STARTS, ENDS), 4))
EARLY = timedelta(seconds=-1)


def prompted(*learners: str) -> Spec:
    """The open session, in which prompts are shown."""
    return ruled(opened(*learners), "attendance: {prompts_per_hour: 4, prompt_answered_within_seconds: 60}")


def answer(code: str, who: str = "lin") -> AnswerPrompt:
    return AnswerPrompt(session="S-1", employee=who, prompt=code)


def shown_and_answered(spec: Spec, answered: list[bool]) -> Spec:
    """Lin is there all the time, and answers these of the prompts."""
    spec.given(CheckIn(session="S-1", employee="lin", method="kiosk", at=STARTS))
    for (moment, code), pays_attention in zip(MOMENTS, answered, strict=False):
        spec.at(moment).given(ISSUE)
        if pays_attention:
            spec.given(answer(code))
    return spec.at(ENDS)


def award(spec: Spec) -> CreditsAwarded:
    (one,) = [one for one in spec.facts if isinstance(one, CreditsAwarded)]
    return one


def test_a_prompt_is_shown_at_its_moment_and_says_until_when_it_can_be_answered() -> None:
    moment, code = MOMENTS[0]
    prompted("lin").at(moment).when(ISSUE).then(
        fact(AttendancePromptIssued, prompt=code, number=0, answer_by=moment + timedelta(seconds=60))
    )


def test_a_prompt_is_shown_at_no_other_moment_and_once() -> None:
    moment, _ = MOMENTS[0]
    spec = prompted("lin").at(moment + EARLY).when(ISSUE).refused(PromptNotDue, session="S-1")
    spec.at(moment + timedelta(seconds=60)).given(ISSUE).when(ISSUE).refused(PromptNotDue)
    prompted("lin").at(moment + timedelta(seconds=61)).when(ISSUE).refused(PromptNotDue)


def test_without_a_rule_no_prompt_is_shown_nor_before_the_doors_open() -> None:
    for moment, _ in MOMENTS:
        opened("lin").at(moment).when(ISSUE).refused(PromptNotDue)
    scheduled("lin").when(ISSUE).refused(SessionNotOpen, state="scheduled")
    scheduled("lin").when(answer("X")).refused(SessionNotOpen)


def test_the_moments_are_one_in_each_equal_slot_and_differ_by_session_and_by_key() -> None:
    slot = timedelta(minutes=15)
    assert all(STARTS + n * slot <= moment < STARTS + (n + 1) * slot for n, (moment, _) in enumerate(MOMENTS)), MOMENTS
    assert len(MOMENTS) == len({code for _, code in MOMENTS}) == 6
    assert len({later - sooner for (sooner, _), (later, _) in pairwise(MOMENTS)}) > 1
    others = [*drawn(KEY, "S-2", (STARTS, ENDS), 4), *drawn(b"x" * 32, "S-1", (STARTS, ENDS), 4)]
    assert not {code for _, code in others} & {code for _, code in MOMENTS}
    assert not {moment for moment, _ in others} & {moment for moment, _ in MOMENTS}


def test_an_answer_counts_once_and_in_time_from_who_has_a_seat() -> None:
    moment, code = MOMENTS[0]
    spec = prompted("lin").at(moment).given(ISSUE).at(moment + timedelta(seconds=60))
    spec.when(answer(code)).then(fact(AttendancePromptAnswered, employee="lin", prompt=code))
    spec.when(answer(code)).refused(PromptAlreadyAnswered, employee="lin")
    spec.when(answer(code, "mei")).refused(NotOnRoster)
    late = prompted("lin").at(moment).given(ISSUE).at(moment + timedelta(seconds=61))
    late.when(answer(code)).refused(PromptLapsed, answer_by=(moment + timedelta(seconds=60)).isoformat())


def test_a_prompt_from_nowhere_is_refused_even_with_a_code_that_is_still_to_be_shown() -> None:
    prompted("lin").at(MOMENTS[1][0]).given(ISSUE).when(answer(MOMENTS[0][1])).refused(PromptUnknown)
    prompted("lin").when(answer("NONESUCH")).refused(PromptUnknown, session="S-1")


@pytest.mark.parametrize(
    ("answered", "earned"),
    [
        ([True] * 6, ("3.00", None)),
        ([True, True, True, False], ("3.00", None)),
        ([True, True, False], ("0.00", "PROMPTS_MISSED")),
        ([False], ("0.00", "PROMPTS_MISSED")),
        ([], ("3.00", None)),
    ],
)
def test_three_of_four_prompts_have_to_be_answered(answered: list[bool], earned: tuple[str, str | None]) -> None:
    one = award(shown_and_answered(prompted("lin"), answered).when(CloseSession(session="S-1")))
    assert (str(one.credits), one.shortfall) == earned
    assert one.basis is not None
    assert (one.basis.checks_shown, one.basis.checks_answered) == (len(answered), sum(answered))


def test_who_was_out_while_a_prompt_was_shown_has_not_missed_it() -> None:
    (first, _), (second, code) = MOMENTS[:2]
    spec = prompted("lin").at(first).given(ISSUE)
    spec.given(CheckIn(session="S-1", employee="lin", method="kiosk", at=first + timedelta(seconds=1)))
    spec.at(second).given(ISSUE, answer(code)).given(CheckOut(session="S-1", employee="lin", method="kiosk"))
    basis = award(spec.at(ENDS).when(CloseSession(session="S-1"))).basis
    assert basis is not None
    # To leave at the moment of a prompt is to be out when it is shown.
    assert (basis.checks_shown, basis.checks_answered) == (0, 0)


def test_a_correction_goes_by_the_prompts_of_the_time_that_it_states() -> None:
    spec = shown_and_answered(prompted("lin"), [False, True, True, True]).given(CloseSession(session="S-1"))
    after_the_first = MOMENTS[0][0] + timedelta(seconds=1)
    spec.when(
        CorrectAttendance(session="S-1", employee="lin", joined_at=after_the_first, left_at=ENDS, because="CLOCK")
    )
    basis = award(spec).basis
    assert basis is not None
    assert (basis.checks_shown, basis.checks_answered) == (3, 3)
