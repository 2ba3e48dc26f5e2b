"""A draft policy over a period: what everybody would owe and have, had it been in force, and nothing written.

Awards are decided again by the decision that would restate them, as if the draft had been published for the period's
first day; what is owed comes from the functions that the view of compliance stands on. So a simulation can be no other
than what a replay would come to.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple, Self

from psycopg import Connection

from ledger.decisions.advance_restatement import AdvanceRestatement
from ledger.decisions.restate_awards import RestateAwards
from ledger.events import (
    CreditsAwarded,
    CreditsReversed,
    Event,
    PolicyPublished,
    RestatementApproved,
    RestatementProposed,
)
from ledger.lives import ZONE
from ledger.periods import Year, begin_of
from ledger.policy.layers import Version
from ledger.recording import Caller, utc_now
from ledger.refusals.policies import PolicyStateWrong, PolicyUnknown
from ledger.standing import Posting, Standing
from ledger.writing import Ledger
from projections.compliance import sources, view
from projections.compliance.sources import Person
from projections.view import View, schema_of

PAGE = 200  # people
ME = "simulation"
VIEWS: tuple[View, ...] = (view,)
# The parts of a policy that say what an activity is worth.
WORTH = frozenset(("attendance", "assurance", "calculators", "online"))
NOTHING = Decimal("0.00")

Progress = Callable[[int, int], None]  # (people, of how many)


class Figures(NamedTuple):
    """What somebody owes, what of theirs counts, and what is missing."""

    owed: Decimal = NOTHING
    counted: Decimal = NOTHING
    missing: Decimal = NOTHING

    @classmethod
    def of(cls, stands: Standing | None) -> Self:
        """Take them from a standing; whom the period does not concern owes nothing."""
        return cls() if stands is None else cls(stands.owed, stands.counted, stands.missing)

    def __add__(self, other: "Figures") -> "Figures":  # type: ignore[override]
        return Figures(self.owed + other.owed, self.counted + other.counted, self.missing + other.missing)


class Simulated(NamedTuple):
    """One person, as things are and under the draft."""

    employee: str
    branch: str | None
    now: Figures
    then: Figures

    @property
    def gains(self) -> bool:
        """Has less to earn."""
        return self.then.missing < self.now.missing

    @property
    def loses(self) -> bool:
        """Has more to earn."""
        return self.then.missing > self.now.missing

    @property
    def falls_below(self) -> bool:
        """Has something to earn, and had nothing."""
        return self.now.missing == NOTHING < self.then.missing


class Total(NamedTuple):
    """A branch, or everybody: how many people, who gains and who loses, and all their figures."""

    branch: str | None
    people: int
    gain: int
    lose: int
    fall_below: int
    now: Figures
    then: Figures

    @classmethod
    def of(cls, branch: str | None, people: Sequence[Simulated]) -> Self:
        """Add them up."""
        return cls(
            branch,
            len(people),
            sum(one.gains for one in people),
            sum(one.loses for one in people),
            sum(one.falls_below for one in people),
            sum((one.now for one in people), Figures()),
            sum((one.then for one in people), Figures()),
        )


class Simulation:
    """A draft, as if it had been published for the first day of a period."""

    def __init__(self, ledger: Ledger, connection: Connection[Any], draft: str, period: str) -> None:
        self._ledger, self._connection = ledger, connection
        with self._reading():
            self._now, self._then = sources.company(connection), sources.company(connection)
        version = self._now.book.versions.get(draft)
        if version is None:
            raise PolicyUnknown(version=draft)
        if version.state != "draft":
            raise PolicyStateWrong(version=draft, state=version.state)
        self.period = self._now.period(period)
        self._given = _published(version, self.period)
        self._then.book.apply(self._given[0])
        self._worth_changes = not WORTH.isdisjoint(json.loads(version.document))

    def people(self, progress: Progress | None = None) -> Iterator[Simulated]:
        """Go through everybody, a page at a time."""
        with self._reading():
            everybody = [employee for (employee,) in self._connection.execute(f"{view.EVERYBODY} order by employee")]
        for start in range(0, len(everybody), PAGE):
            with self._reading():
                page = [*sources.people(self._connection, self._now, everybody[start : start + PAGE])]
            yield from self._simulated(page)
            if progress:
                progress(start + len(page), len(everybody))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Read the tables of the view."""
        with self._connection.transaction():
            self._connection.execute(f"set local search_path to {schema_of(view, 'live')}")
            yield

    def _simulated(self, page: Sequence[Person]) -> Iterator[Simulated]:
        moved = self._moved(page) if self._worth_changes else {}
        period_then = self._then.period(self.period.name)
        for person in page:
            now, then = (
                person.stands(self._now, self.period),
                self._person(person, moved).stands(self._then, period_then),
            )
            if now is not None or then is not None:
                place = person.life.place(self.period)
                yield Simulated(person.employee, place and place.branch, Figures.of(now), Figures.of(then))

    def _person(self, person: Person, moved: dict[str, list[Posting]]) -> Person:
        """Give the same person with what would be posted, in the periods that would be."""
        postings: defaultdict[str, list[Posting]] = defaultdict(list)
        for posting in chain(*person.postings.values(), moved.get(person.employee, ())):
            postings[self._then.period_at(posting.effective_at).name].append(posting)
        return person._replace(postings=postings)

    def _moved(self, page: Sequence[Person]) -> dict[str, list[Posting]]:
        """Decide all awards of these people since the period's first day again, and give what would be posted."""
        since = begin_of(self.period.first, ZONE)
        kinds = {
            (person.employee, one.activity): (one.kind, one.category)
            for person in page
            for one in chain(*person.postings.values())
        }
        hand = tuple(
            sorted(
                {
                    (person.employee, one.course)
                    for person in page
                    for one in chain(*person.postings.values())
                    if one.effective_at >= since
                }
            )
        )
        if not hand:
            return {}
        commands = (
            AdvanceRestatement(restatement=ME, hand=hand),
            *(RestateAwards(restatement=ME, employee=employee, course=course) for employee, course in hand),
        )
        moved: defaultdict[str, list[Posting]] = defaultdict(list)
        for fact in self._ledger.rehearse(commands, Caller(ME), self._given):
            if isinstance(fact, CreditsAwarded | CreditsReversed):
                credits_ = fact.credits if isinstance(fact, CreditsAwarded) else -fact.credits
                about = kinds[fact.employee, fact.activity]
                moved[fact.employee].append(
                    Posting(credits_, *about, fact.course, fact.activity, fact.effective_at, position=0)
                )
        return moved


def totals(people: Iterable[Simulated]) -> tuple[Total, list[Total]]:
    """Add up everybody, and every branch."""
    by_branch: defaultdict[str | None, list[Simulated]] = defaultdict(list)
    for one in people:
        by_branch[one.branch].append(one)
    branches = [Total.of(branch, by_branch[branch]) for branch in sorted(by_branch, key=str)]
    return Total.of(None, [one for some in by_branch.values() for one in some]), branches


def _published(version: Version, period: Year) -> tuple[Event, ...]:
    now = utc_now()
    about = {"restatement": ME, "because": "SIMULATION"}
    since = begin_of(period.first, ZONE)
    return (
        PolicyPublished(version=version.name, since=str(period.first), publisher=ME, effective_at=now),
        RestatementProposed(**about, kind="policy_recomputation", since=since, proposer=ME, effective_at=now),
        RestatementApproved(restatement=ME, approver=ME, effective_at=now),
    )
