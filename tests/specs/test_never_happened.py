"""As if it had never happened: a history in which something was voided reads like the history without it.

Two ledgers get the same random history. In one of them every claim about some attendances and completions is left
out (they never came, never completed, were never corrected, never rated); in the other one those claims are made
and, at the end or on the way, voided. Afterwards these must be equal:

- the credits of every person and course by activity, with what each is worth and why it earned less: so repeats
  have moved up, those that were recorded first before the others;
- the verified minutes of every person in every session;
- the points of the live lots by what earned them, of learners and of the trainer: so the points of a taught hour
  and the bonus of a well-rated session have followed;
- how every person stands in both years, by kind and category, by the function that the view of compliance uses;
- the ratings that count;
- what everybody is worth: active - debt + held + spent. Redemptions were decided on the balances of the day, so
  they may succeed in one history and be refused in the other, and the parts of the sum may differ: points of a
  voided lot that were spent are a debt that later lots have paid. The sum may not.

What differs and may: the facts themselves, the names of lots that were earned anew, whether a rating is closed
(with one rating less it could not have been closed), and which lot was spent.
"""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from specs.spec import NOON, Spec
from specs.story import shanghai

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_rating import CloseRating
from ledger.decisions.close_session import CloseSession
from ledger.decisions.correct_attendance import CorrectAttendance
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.open_session import OpenSession
from ledger.decisions.rate_session import RateSession
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.revise_course import ReviseCourse
from ledger.decisions.schedule_session import ScheduleSession
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    CreditsAwarded,
    CreditsReversed,
    RedemptionCancelled,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.log.stored import decode
from ledger.models.attendance import Presence
from ledger.models.awards import Awards
from ledger.models.policies import day_of
from ledger.models.purse import Purse
from ledger.models.sessions import Ratings
from ledger.periods import credit_year
from ledger.recording import Command
from ledger.requirement import Bound, Requirement
from ledger.standing import Posting, standing

LEARNERS = ("lin", "mei", "zhou")
TRAINERS = ("wu", "zhao")
EVERYBODY = LEARNERS + TRAINERS
COURSES = ("FIRE", "TEA")
MINUTES = (0, 40, 71, 72, 80, 90)
KINDS = ("complete", "correct", "correct", "redeem", "step", "revise", "void", "make_up", "make_up")


class Claim(NamedTuple):
    """Something said of a person's attendance of a session, or of a completion."""

    what: str  # attend, complete, make_up, correct, rate, void
    whose: str
    where: int  # the number of a session or of a completion
    how_much: int = 0


class Deed(NamedTuple):
    """Something that concerns nobody's attendance: a redemption, a step of one, a revised course."""

    what: str
    whose: str
    number: int = 0


class Plan(NamedTuple):
    """Sessions (course, trainer, in which year), what is said of each, and what is to be as if never said."""

    sessions: tuple[tuple[str, str, int], ...]
    steps: tuple[Claim | Deed, ...]
    never: frozenset[tuple[str, int]]


def starts_at(number: int, year: int) -> Any:
    """Sessions follow each other; those of the second year lie after the turn of the year in Shanghai."""
    return (NOON if year == 0 else shanghai(2027, 1, 1)) + timedelta(hours=2 * number)


sessions = st.lists(
    st.tuples(st.sampled_from(COURSES), st.sampled_from(TRAINERS), st.sampled_from((0, 0, 0, 1))),
    min_size=2,
    max_size=4,
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    held = sorted(draw(sessions), key=lambda one: one[2])
    steps: list[Claim | Deed] = []
    completions = 0
    activities: list[tuple[str, int]] = []
    # Whether a session may be made up for is decided on the day, like a redemption: so only by who was not there.
    said: set[tuple[str, int]] = set()
    for number, _ in enumerate(held):
        there = draw(st.lists(st.sampled_from(LEARNERS), min_size=1, max_size=3, unique=True))
        steps += [Claim("attend", one, number, draw(st.sampled_from(MINUTES[1:]))) for one in there]
        steps.append(Deed("close", "", number))
        activities += [(one, number) for one in there]
        said.update((one, number) for one in there)
        if draw(st.booleans()):
            steps += [Claim("rate", one, number, draw(st.sampled_from((60, 89, 90, 100)))) for one in there]
            steps.append(Deed("close_rating", "", number))
        for _ in range(draw(st.integers(0, 4))):
            kind = draw(st.sampled_from(KINDS))
            whose = draw(st.sampled_from(LEARNERS))
            if kind == "make_up":
                if (whose, number) not in said:
                    completions += 1
                    steps.append(Claim("make_up", whose, -completions, number))
                    said.add((whose, number))
                    activities += [(whose, -completions), (whose, number), (whose, number)]
            elif kind == "complete":
                completions += 1
                course = draw(st.integers(0, 1))
                steps.append(Claim("complete", whose, -completions, course))
                activities.append((whose, -completions))
            elif kind in ("correct", "void"):
                whose, where = draw(st.sampled_from(activities))
                said.add((whose, where))
                steps.append(Claim(kind, whose, where, draw(st.sampled_from(MINUTES))))
            else:
                person = draw(st.sampled_from(EVERYBODY))
                steps.append(Deed(kind, person, draw(st.integers(0, 9))))
    never = frozenset(draw(st.sets(st.sampled_from(activities), min_size=1, max_size=3)))
    return Plan(tuple(held), tuple(steps), never)


class Telling:
    """One of the two ledgers."""

    def __init__(self, plan: Plan) -> None:
        self.spec = Spec()
        self.plan = plan
        self.redemptions: list[str] = []
        self.completed: dict[int, str] = {}
        self.attended: dict[int, list[Claim]] = {}
        for course, credits_ in zip(COURSES, ("3.00", "20.00"), strict=True):
            self.spec.given(ListCourse(course=course, title="课", credits=Decimal(credits_), minutes=90))
        self.spec.given(ListReward(reward="MUG", title="杯", kind="goods", price=5, stock=1000))

    def tell(self, step: Claim | Deed) -> None:
        getattr(self, f"_{step.what}")(step)

    def _attend(self, claim: Claim) -> None:
        self.attended.setdefault(claim.where, []).append(claim)

    def _close(self, deed: Deed) -> None:
        """Hold the session: everybody has a seat, who attends checks in and out."""
        course, trainer, year = self.plan.sessions[deed.number]
        begins = starts_at(deed.number, year)
        ends, session = begins + timedelta(minutes=90), f"S{deed.number}"
        self.spec.at(max(self.spec.now, ends)).given(
            ScheduleSession(
                session=session, course=course, branch="CD", starts_at=begins, ends_at=ends, trainer=trainer
            ),
            *(EnrolLearner(session=session, employee=one) for one in LEARNERS),
            OpenSession(session=session),
        )
        for claim in self.attended.get(deed.number, ()):
            left = begins + timedelta(minutes=claim.how_much)
            self.spec.given(
                CheckIn(session=session, employee=claim.whose, method="kiosk", at=begins),
                CheckOut(session=session, employee=claim.whose, method="kiosk", at=left),
            )
        self.spec.given(CloseSession(session=session))

    def _complete(self, claim: Claim) -> None:
        name, course = f"c{-claim.where}", COURSES[claim.how_much]
        self.completed[claim.where] = course
        # Recorded late: it may have happened before things that were recorded earlier.
        at = self.spec.now - timedelta(minutes=claim.where % 3 * 100)
        self.spec.given(RecordCompletion(employee=claim.whose, course=course, completion=name, source="test", at=at))

    def _make_up(self, claim: Claim) -> None:
        name, course = f"c{-claim.where}", self.plan.sessions[claim.how_much][0]
        self.completed[claim.where] = course
        made_up = f"S{claim.how_much}"
        self._try(
            RecordCompletion(employee=claim.whose, course=course, completion=name, source="test", makes_up=made_up)
        )

    def _correct(self, claim: Claim) -> None:
        if claim.where < 0:
            return
        begins = starts_at(claim.where, self.plan.sessions[claim.where][2])
        if claim.how_much == 0:
            begins -= timedelta(hours=1)
        left = begins + timedelta(minutes=claim.how_much or 1)
        self._try(
            CorrectAttendance(
                session=f"S{claim.where}", employee=claim.whose, joined_at=begins, left_at=left, because="CLOCK"
            )
        )

    def _rate(self, claim: Claim) -> None:
        self._try(RateSession(session=f"S{claim.where}", employee=claim.whose, score=Decimal(claim.how_much)))

    def _close_rating(self, deed: Deed) -> None:
        self._try(CloseRating(session=f"S{deed.number}"))

    def _void(self, claim: Claim) -> None:
        if claim.where >= 0:
            self._try(VoidAttendance(session=f"S{claim.where}", employee=claim.whose, because="PROXY"))
        else:
            course = self.completed[claim.where]
            name = f"c{-claim.where}"
            self._try(VoidCompletion(employee=claim.whose, course=course, completion=name, because="WRONG"))

    def _revise(self, deed: Deed) -> None:
        worth = Decimal(deed.number)
        self._try(ReviseCourse(course=COURSES[deed.number % 2], title="课", credits=worth, minutes=90))

    def _redeem(self, deed: Deed) -> None:
        self._try(RedeemReward(employee=deed.whose, reward="MUG"))
        self.redemptions += [one.redemption for one in self.spec.facts if isinstance(one, RedemptionRequested)]

    def _step(self, deed: Deed) -> None:
        if not self.redemptions:
            return
        redemption = self.redemptions[deed.number % len(self.redemptions)]
        self._try(
            (
                FulfilRedemption(redemption=redemption),
                CancelRedemption(redemption=redemption),
                RefundRedemption(redemption=redemption, because="UNUSED"),
            )[deed.number % 3]
        )

    def _try(self, command: Command) -> None:
        """Ask; a refusal is an answer like another."""
        self.spec.when(command)

    def reads(self) -> dict[str, object]:
        """What must be equal."""
        out = Counter[str]()
        for stored in self.spec.log.between(1, self.spec.log.head()):
            match decode(stored):
                case RedemptionRequested() as redemption:
                    out[redemption.employee] += redemption.price
                case RedemptionCancelled() | RedemptionRefunded() as redemption:
                    out[redemption.employee] -= redemption.price
        purses = {one: self.spec.read(Purse(one)) for one in EVERYBODY}
        lots = Counter[tuple[str, str]]()
        for one, purse in purses.items():
            for name, lot in purse.lots.items():
                source, _, activity = name.partition("/")
                lots[one, f"{source.partition('#')[0]}/{activity}"] += 0 if lot.reversed else lot.points
        return {
            "credits": {
                (one, course, activity): (award.credits, award.worth, award.shortfall, award.minutes)
                for one in LEARNERS
                for course in COURSES
                for activity, award in self.spec.read(Awards(one, course)).by_activity.items()
                if not award.voided
            },
            "minutes": {
                (one, number): self.spec.read(Presence(one, f"S{number}")).minutes or 0
                for one in LEARNERS
                for number in range(len(self.plan.sessions))
            },
            "standings": {(one, year): self._stands(one, year) for one in LEARNERS for year in ("2026", "2027")},
            "lots": {name: points for name, points in lots.items() if points},
            "ratings": [self.spec.read(Ratings(f"S{number}")).scores for number in range(len(self.plan.sessions))],
            "worth": {
                one: sum(lot.left for lot in purse.lots.values()) - purse.debt + out[one]
                for one, purse in purses.items()
            },
        }

    def _stands(self, person: str, year: str) -> tuple[object, ...]:
        """State how a person stands whom 4 credits are owed, of which at most 3 of one kind count."""
        period = credit_year(year, 1, 1)
        postings = []
        for position, stored in enumerate(self.spec.log.between(1, self.spec.log.head())):
            fact = decode(stored)
            if not isinstance(fact, CreditsAwarded | CreditsReversed) or fact.employee != person:
                continue
            if day_of(fact.effective_at).year == int(year):
                credits_ = fact.credits if isinstance(fact, CreditsAwarded) else -fact.credits
                about = (fact.course, fact.activity, fact.effective_at, position)
                postings.append(Posting(credits_, "elective", fact.course, *about))
        bounds = (Bound("elective", Decimal(0), Decimal(3)), Bound("TEA", Decimal(1), Decimal(2)))
        stands = standing(Requirement(period, (), bounds), postings)
        parts = [part for part in stands.parts if part.earned or part.minimum]
        return stands.earned, stands.counted, stands.missing, parts


def voided_and_never(plan: Plan) -> tuple[Telling, Telling]:
    """Tell both histories; what was not voided on the way is voided at the end."""
    voided, without = Telling(plan), Telling(plan)
    for step in plan.steps:
        voided.tell(step)
        if isinstance(step, Deed) or (step.whose, step.where) not in plan.never:
            without.tell(step)
    for whose, where in sorted(plan.never):
        voided.tell(Claim("void", whose, where))
    return voided, without


FIRE_TWICE = (("FIRE", "wu", 0), ("FIRE", "wu", 0))
THREE_RATE: tuple[Claim | Deed, ...] = (
    *(Claim("rate", one, 0, 90 if one == "lin" else 100) for one in LEARNERS),
    Deed("close_rating", "", 0),
)


def both(*between: Claim | Deed, minutes: int = 90) -> Plan:
    """Lin in two sessions of a course, and in between or afterwards what is named; the first is voided."""
    first: tuple[Claim | Deed, ...] = (*(Claim("attend", one, 0, minutes) for one in LEARNERS), Deed("close", "", 0))
    second: tuple[Claim | Deed, ...] = (Claim("attend", "lin", 1, 90), Deed("close", "", 1))
    return Plan(FIRE_TWICE, (*first, *second, *between), frozenset({("lin", 0)}))


def thrice(*between: Claim | Deed, after_each: tuple[Deed, ...] = ()) -> Plan:
    """Lin in three sessions of a course, with a deed after each; the first is voided."""
    held = (("FIRE", "wu", 0),) * 3
    steps: list[Claim | Deed] = []
    for number in range(3):
        steps += [Claim("attend", "lin", number, 90), Deed("close", "", number), *after_each[number : number + 1]]
    return Plan(held, (*steps, *between), frozenset({("lin", 0)}))


# Mei made up for the first session, was in the second, and was said to have been in the first after all.
MADE_UP = Plan(
    FIRE_TWICE,
    (
        Claim("attend", "lin", 0, 90),
        Deed("close", "", 0),
        Claim("make_up", "mei", -1, 0),
        Claim("attend", "mei", 1, 90),
        Deed("close", "", 1),
        Claim("correct", "mei", 0, 80),
    ),
    frozenset({("mei", 0)}),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
@example(both())
@example(both(Claim("correct", "lin", 0, 71)))
@example(both(Claim("correct", "lin", 0, 90), minutes=71))
@example(both(Claim("correct", "lin", 0, 71), Claim("correct", "lin", 0, 80), Claim("correct", "lin", 1, 0)))
@example(both(Claim("correct", "lin", 0, 80), Claim("void", "lin", 0), Claim("correct", "lin", 0, 90)))
@example(both(*THREE_RATE))
@example(both(Deed("redeem", "wu"), *THREE_RATE, Deed("redeem", "wu")))
@example(thrice(Claim("correct", "lin", 1, 80)))
@example(thrice(Claim("correct", "lin", 1, 71), Claim("correct", "lin", 1, 80)))
@example(thrice(Claim("make_up", "mei", -1, 0), Claim("correct", "mei", 0, 90), Claim("void", "mei", 0)))
@example(MADE_UP)
@example(thrice(after_each=(Deed("revise", "", 0), Deed("revise", "", 2))))
def test_what_was_voided_reads_as_if_it_had_never_happened(plan: Plan) -> None:
    voided, without = voided_and_never(plan)
    assert voided.reads() == without.reads()
