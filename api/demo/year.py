"""The company's year, from 2 January to 20 November 2026: learning, redeeming, mistakes and their correction."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from api.demo import deciding, organising, rewarding, ruling, sessions
from api.demo.clockwork import Clockwork, Outcome, Request, name
from api.demo.company import BRANCHES, REWARDS, Company, company
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.restock_reward import RestockReward
from ledger.events import PointsEarned, PointsReversed, RedemptionRequested
from ledger.log.log import Log
from ledger.recording import Caller, Command, Recorded
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger

SEED = 20260102
ZONE = ZoneInfo("Asia/Shanghai")
BEGINS = datetime(2026, 1, 2, 9, tzinfo=ZONE)
ENDS = datetime(2026, 11, 20, 18, tzinfo=ZONE)
SLOTS = (9, 14)
COMPLETIONS_A_MONTH = 60
WATCHED_SHARES = [Decimal(share) for share in ("0.4500", "0.8500", "0.9300", "0.9820", "1.0000")]

DESK = Caller("hr-desk", operator=True)
PLATFORM = Caller("learning-platform")
# Whoever finds this request in the log knows that the whole year is there.
LAST = (RestockReward(reward="LEAVE-DAY", units=100), DESK._replace(request="demo-end"))

State = Literal["empty", "begun", "loaded", "foreign"]


class Loaded(NamedTuple):
    """What was recorded, by type of fact, and how often somebody was refused, by code."""

    facts: Counter[str]
    refusals: Counter[str]


class Year:
    """The plan of the year; everything random comes from one seed, in one order."""

    def __init__(self, codes: RotatingCodes) -> None:
        self.company: Company = company()
        self.ends_at = ENDS
        self.dice = random.Random(SEED)  # noqa: S311 - a story, not a secret
        self.clock = Clockwork(BEGINS)
        self.codes = codes
        self.points: Counter[str] = Counter()
        self.loaded = Loaded(Counter(), Counter())
        self._ears: list[Callable[[Command, Recorded], None]] = []

    def on_recorded(self, ear: Callable[[Command, Recorded], None]) -> None:
        """Have somebody told of everything that is recorded."""
        self._ears.append(ear)

    def heard(self, command: Command, outcome: Outcome) -> None:
        """Keep count, and tell whoever plans by it."""
        if not isinstance(outcome, Recorded):
            self.loaded.refusals[outcome.code] += 1
            return
        for event in outcome.events:
            self.loaded.facts[type(event).__name__] += 1
            match event:
                case PointsEarned():
                    self.points[event.employee] += event.points
                case PointsReversed():
                    self.points[event.employee] -= event.points
                case RedemptionRequested():
                    self.points[event.employee] -= event.price
        for ear in self._ears:
            ear(command, outcome)

    def plan(self) -> None:
        """Write the calendar; the rest follows from what happens."""
        self.clock.at(BEGINS, self._opening)
        sessions.plan(self, _slots())
        rewarding.plan(self)
        ruling.plan(self)
        organising.plan(self)
        deciding.plan(self)
        for month in range(1, 11):
            day = datetime(2026, month, 27, 20, tzinfo=ZONE)
            self.clock.at(day, lambda: self._completions(self.clock.now))

    def _opening(self) -> list[Request]:
        hired = [
            (JoinBranch(employee=who, branch=where, since=BEGINS), DESK)
            for who, where in self.company.branch_of.items()
        ]
        offered = [*((course, DESK) for course in self.company.courses), *((reward, DESK) for reward in REWARDS)]
        opened, posted = (make(self.company, BEGINS) for make in (organising.opening, organising.posting))
        return [*opened, *hired, *posted, *offered]

    def _completions(self, now: datetime) -> list[Request]:
        """Recordings watched at home, some of them not to the end."""
        requests: list[Request] = []
        for number in range(COMPLETIONS_A_MONTH):
            course = self.dice.choice(self.company.courses)
            completion = RecordCompletion(
                employee=self.dice.choice(self.company.people).employee,
                course=course.course,
                completion=f"X-{now:%m}{number:03}",
                source="recording",
                at=now - timedelta(hours=self.dice.randrange(1, 400)),
                watched_share=self.dice.choice(WATCHED_SHARES),
                minutes=course.minutes,
            )
            requests.append((completion, PLATFORM))
        return requests


def load(
    log: Log,
    codes: RotatingCodes,
    progress: Callable[[int, int], None] = lambda _done, _days: None,
    *,
    until: datetime = ENDS,
) -> Loaded:
    """Record the year. Run again it finds what is recorded, goes on behind it, and changes nothing else."""
    year = Year(codes)
    year.plan()
    ledger = Ledger(log, clock=lambda: year.clock.now, codes=codes)
    days = (until - BEGINS).days
    year.clock.run(ledger, until, year.heard, lambda now: progress((now - BEGINS).days, days))
    if until == ENDS:
        ledger.record(*LAST)
    return year.loaded


def state(log: Log) -> State:
    """Tell what a log holds: nothing yet, part of the demo or all of it, or facts of somebody else."""
    first, last = (DESK.actor, name(0)), (DESK.actor, str(LAST[1].request))
    answers = log.answers([first, last])
    if last in answers:
        return "loaded"
    if first in answers:
        return "begun"
    return "foreign" if log.head() else "empty"


def _slots() -> list[tuple[datetime, str]]:
    """List when and where sessions are held: two or three working days a week, never two at once in a branch."""
    slots = []
    day = BEGINS.replace(hour=0) + timedelta(days=10)
    number = 0
    while day <= ENDS - timedelta(days=5):
        if day.weekday() < 5 and number % 2 == 0:  # noqa: PLR2004 - Saturday is 5
            slots += [(day.replace(hour=SLOTS[number // 2 % 2]), branch) for branch in BRANCHES]
        number += day.weekday() < 5  # noqa: PLR2004 - the same
        day += timedelta(days=1)
    return slots
