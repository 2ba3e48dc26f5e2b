"""A naive ledger of credits: it keeps what was said, and works everything out anew at every question."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

LENGTH = 90
LISTED = Decimal("3.00")
SHARE = Decimal("0.8")
CENT = Decimal("0.01")
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Said(NamedTuple):
    """Something that was recorded: of whom, of which course, which activity, when it happened, and what of it."""

    what: str  # learnt | withdrawn | revalued
    person: str
    course: str
    activity: str
    at: datetime
    minutes: int = LENGTH
    makes_up: str | None = None
    credits: Decimal = LISTED


class Done(NamedTuple):
    """An activity as it stands: when it happened, how much of it counts, and what it is in place of."""

    at: datetime
    minutes: int
    makes_up: str | None


@dataclass
class Oracle:
    """What was said, in order, each with how far the log had come by then."""

    said: list[tuple[int, Said]] = field(default_factory=list)

    def say(self, head: int, *sayings: Said) -> None:
        self.said += [(head, one) for one in sayings]

    def credits(self, person: str, as_of: datetime, known: int) -> Decimal:
        """What a person had earned by a moment, as it was known at a position."""
        told = [one for head, one in self.said if head <= known]
        courses = {one.course for one in told}
        return sum((self._of_course(person, course, as_of, told) for course in courses), Decimal(0))

    def _of_course(self, person: str, course: str, as_of: datetime, told: list[Said]) -> Decimal:
        line: dict[str, Done] = {}
        for one in told:
            if (one.person, one.course) != (person, course):
                continue
            if one.what == "withdrawn":
                line.pop(one.activity, None)
            elif one.what == "learnt":
                line[one.activity] = Done(one.at, one.minutes, one.makes_up)
        total, years = Decimal(0), set()
        for done in line.values():
            worth = _worth(done, course, told)
            made_up = line.get(f"session:{done.makes_up}")
            if worth == 0 or (made_up is not None and _worth(made_up, course, told) > 0):
                continue
            year = done.at.astimezone(SHANGHAI).year
            if year not in years:
                years.add(year)
                total += worth if done.at <= as_of else 0
        return total


def _worth(done: Done, course: str, told: list[Said]) -> Decimal:
    whole, since = LISTED, None
    for one in told:
        if one.what == "revalued" and one.course == course and one.at <= done.at and (since is None or since <= one.at):
            whole, since = one.credits, one.at
    share = Decimal(done.minutes) / LENGTH
    return (whole * share).quantize(CENT, rounding=ROUND_DOWN) if share >= SHARE else Decimal(0)
