"""Learning and teaching on paper: what each activity earned, and what is undone when it never was."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from points.accounts import Account, No, day_of

from ledger.policy import PointsPolicy

MINUTES = 90  # of every session
TAUGHT = 15  # points for an hour and a half
BONUS = 20


@dataclass
class Activity:
    """Something learnt: what it is worth by itself, and the lot it was paid with."""

    name: str
    worth: Decimal
    at: datetime
    paid: bool = False
    void: bool = False
    lot: str | None = None


@dataclass
class Session:
    """Who was there, who taught, and how it was rated."""

    course: str
    trainer: str
    at: datetime
    present: set[str]
    voided: set[str] = field(default_factory=set)
    scores: dict[str, int] = field(default_factory=dict)
    rated: bool = False
    # The live lots of the trainer.
    taught: str | None = None
    bonus: str | None = None


class Lessons:
    """Paid once a person, course and calendar year; the first in line that still stands."""

    def __init__(self, accounts: Mapping[str, Account], rules: PointsPolicy) -> None:
        self.accounts = accounts
        self.rules = rules
        self.credits: dict[str, Decimal] = {}
        self.done: dict[tuple[str, str], list[Activity]] = defaultdict(list)
        self.sessions: dict[str, Session] = {}
        self.lots = Counter[tuple[str, str, str]]()

    def complete(self, who: str, course: str, completion: str, at: datetime) -> None:
        self.learn(who, course, Activity(f"completion:{completion}", self.credits[course], at))

    def void_completion(self, who: str, course: str, completion: str) -> None:
        found = [one for one in self.done[who, course] if one.name == f"completion:{completion}"]
        if not found:
            raise No("COMPLETION_UNKNOWN")
        if found[0].void:
            raise No("ALREADY_REVERSED")
        self.unlearn(who, course, found[0])

    def hold(self, name: str, course: str, trainer: str, minutes: dict[str, int], at: datetime) -> None:
        """A session from plan to close: whoever was there for most of it learnt something."""
        session = Session(course, trainer, at, {who for who, there in minutes.items() if there})
        self.sessions[name] = session
        for who in sorted(session.present):
            share = Decimal(minutes[who]) / MINUTES
            enough = share >= Decimal("0.8")
            worth = (self.credits[course] * share).quantize(Decimal("0.01"), ROUND_DOWN) if enough else Decimal(0)
            self.learn(who, course, Activity(f"session:{name}", worth, at))
        if session.present:
            session.taught = self.pay(trainer, "teaching", f"session:{name}", TAUGHT, at)

    def void_attendance(self, name: str, who: str, now: datetime) -> None:
        """The person was never there."""
        session = self.sessions[name]
        if who in session.voided:
            raise No("ALREADY_REVERSED")
        if who not in session.present:
            raise No("ATTENDANCE_UNKNOWN")
        session.voided.add(who)
        session.present.discard(who)
        (activity,) = [one for one in self.done[who, session.course] if one.name == f"session:{name}"]
        self.unlearn(who, session.course, activity)
        if session.scores.pop(who, None) is not None and session.rated:
            self.judge(name, now)
        if not session.present and session.taught:
            self.accounts[session.trainer].reverse(session.taught)
            session.taught = None

    def rate(self, name: str, who: str, score: int) -> None:
        session = self.sessions[name]
        if who not in session.present:
            raise No("RATING_NOT_ALLOWED")
        if session.rated:
            raise No("RATING_IS_CLOSED")
        if who in session.scores:
            raise No("ALREADY_RATED")
        session.scores[who] = score

    def close_rating(self, name: str, now: datetime) -> None:
        session = self.sessions[name]
        if session.rated:
            raise No("RATING_IS_CLOSED")
        if len(session.scores) < 3:
            raise No("TOO_FEW_RATINGS")
        session.rated = True
        self.judge(name, now)

    def judge(self, name: str, now: datetime) -> None:
        """Three ratings or more, 90 in the mean: 20 points for the trainer, as long as it is so."""
        session = self.sessions[name]
        scores = session.scores.values()
        good = len(scores) >= 3 and sum(scores) >= 90 * len(scores)
        if good and session.bonus is None:
            session.bonus = self.pay(session.trainer, "rating", f"session:{name}", BONUS, now)
        elif session.bonus is not None and not good:
            self.accounts[session.trainer].reverse(session.bonus)
            session.bonus = None

    def learn(self, who: str, course: str, activity: Activity) -> None:
        """Paid, unless that course was paid to that person in that year."""
        year = day_of(activity.at).year
        if not any(one.paid and day_of(one.at).year == year for one in self.done[who, course]):
            self.award(who, activity)
        self.done[who, course].append(activity)

    def unlearn(self, who: str, course: str, activity: Activity) -> None:
        """Take back what it earned; the next one of that year is no repeat any more."""
        was_paid, activity.paid, activity.void = activity.paid, False, True
        if activity.lot is not None:
            self.accounts[who].reverse(activity.lot)
        year = day_of(activity.at).year
        line = [one for one in self.done[who, course] if one.worth and not one.void and day_of(one.at).year == year]
        if was_paid and line:
            self.award(who, line[0])

    def award(self, who: str, activity: Activity) -> None:
        activity.paid = activity.worth > 0
        if int(activity.worth):
            activity.lot = self.pay(who, "learning", activity.name, int(activity.worth), activity.at)

    def pay(self, who: str, source: str, activity: str, points: int, at: datetime) -> str:
        """A lot is named after what earned it; the second for the same has a number."""
        self.lots[who, source, activity] += 1
        times = self.lots[who, source, activity]
        lot = f"{source}/{activity}" if times == 1 else f"{source}#{times}/{activity}"
        self.accounts[who].earn(lot, points, at, self.rules)
        return lot
