"""Laws of verified presence: what a stopwatch and the plain rule say, and what more presence can never do."""

from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st
from specs.story import ENDS, FIRE, SESSION, STARTS

from ledger.calculators import CALCULATORS
from ledger.events import CourseListed, PausePlanned, SessionScheduled
from ledger.models.attendance import Stay
from ledger.models.prompts import Prompts
from ledger.models.sessions import SessionSoFar
from ledger.policy import DEFAULT_POLICY, AssurancePolicy, AttendancePolicy, CalculatorPolicy, Policy
from ledger.verifying import Verified, verified
from ledger.vocabulary import CheckMethod

LENGTH = int((ENDS - STARTS).total_seconds())
METHODS: list[CheckMethod] = ["qr", "face", "gps", "kiosk", "manual", "import"]


class Door(NamedTuple):
    """A stay in seconds after the session's beginning; it may lie outside, and its end before its beginning."""

    came: int
    left: int | None
    method: CheckMethod


seconds = st.integers(-600, LENGTH + 600)
doors = st.lists(st.builds(Door, seconds, st.none() | seconds, st.sampled_from(METHODS)), max_size=6)
rules = st.builds(
    Policy,
    attendance=st.builds(
        AttendancePolicy,
        minimum_share=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal("0.8"), Decimal(1)]),
        arrival_grace_minutes=st.integers(0, 20),
        leaving_grace_minutes=st.integers(0, 20),
        open_stay_counts=st.booleans(),
    ),
    assurance=st.builds(AssurancePolicy, required_courses=st.sampled_from(["low", "substantial", "high"])),
    calculators=st.builds(CalculatorPolicy, usual=st.sampled_from(sorted(CALCULATORS))),
)
GRACE = Policy(attendance=AttendancePolicy(arrival_grace_minutes=1, leaving_grace_minutes=1))
worths = st.integers(0, 100_000).map(lambda cents: Decimal(cents) / 100)
pauses = st.none() | st.tuples(st.integers(1, LENGTH // 2), st.integers(1, LENGTH // 2 - 1))


def judged(stays: list[Door], policy: Policy, whole: Decimal, pause: tuple[int, int] | None = None) -> Verified:
    session = SessionSoFar("S-1")
    session.apply(SessionScheduled(**SESSION.model_dump(exclude={"trainer"}), effective_at=STARTS))
    if pause is not None:
        begins_at = STARTS + timedelta(seconds=pause[0])
        ends_at = begins_at + timedelta(seconds=pause[1])
        session.apply(PausePlanned(session="S-1", begins_at=begins_at, ends_at=ends_at, effective_at=STARTS))
    course = CourseListed(**{**FIRE.model_dump(), "credits": whole}, effective_at=STARTS)
    there = [
        Stay(
            STARTS + timedelta(seconds=stay.came),
            None if stay.left is None else STARTS + timedelta(seconds=stay.left),
            (stay.method,),
        )
        for stay in stays
    ]
    return verified(there, session, Prompts("S-1"), frozenset(), course, policy)


def stopwatch(stays: list[Door], pause: tuple[int, int] | None) -> set[int]:
    """Every second of the session in which somebody was there and something was taught."""
    there = {second for stay in stays for second in range(stay.came, LENGTH if stay.left is None else stay.left)} & set(
        range(LENGTH)
    )
    return there if pause is None else there - set(range(pause[0], pause[0] + pause[1]))


@given(stays=doors, whole=worths, pause=pauses)
@settings(max_examples=150)
def test_by_default_minutes_are_what_a_stopwatch_says_and_credits_their_share_from_four_fifths_on(
    stays: list[Door], whole: Decimal, pause: tuple[int, int] | None
) -> None:
    taught = len(stopwatch([Door(0, None, "qr")], pause)) // 60
    minutes = len(stopwatch(stays, pause)) // 60
    pays = minutes > 0 and Decimal(minutes) / taught >= Decimal("0.8")
    found = judged(stays, DEFAULT_POLICY, whole, pause)
    assert found.minutes == minutes
    assert found.worth.credits == (
        (whole * minutes / taught).quantize(Decimal("0.01"), rounding=ROUND_FLOOR) if pays else 0
    )
    assert found.worth.shortfall == (None if pays else "TOO_SHORT" if minutes else "ABSENT")


@given(stays=doors, more=doors, policy=rules, whole=worths, pause=pauses)
@example([Door(2, 60, "qr")], [Door(0, 1, "qr")], GRACE, Decimal(8), None)
@example([Door(LENGTH - 60, LENGTH - 2, "qr")], [Door(LENGTH - 1, None, "qr")], GRACE, Decimal(8), None)
@settings(max_examples=150)
def test_more_presence_never_earns_less_and_nothing_earns_more_than_the_course_is_worth(
    stays: list[Door], more: list[Door], policy: Policy, whole: Decimal, pause: tuple[int, int] | None
) -> None:
    fewer, longer = judged(stays, policy, whole, pause), judged(stays + more, policy, whole, pause)
    assert fewer.minutes <= longer.minutes
    assert fewer.basis.minutes <= fewer.minutes <= fewer.basis.of_minutes
    assert Decimal(0) <= fewer.worth.credits <= longer.worth.credits <= whole


@given(stays=doors, policy=rules, whole=worths)
@settings(max_examples=50)
def test_the_order_in_which_stays_are_known_does_not_matter(stays: list[Door], policy: Policy, whole: Decimal) -> None:
    assert judged(stays, policy, whole) == judged(stays[::-1], policy, whole)
