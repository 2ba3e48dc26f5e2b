"""A draft policy over a period: what everybody would owe and have, had it been in force, and nothing written.

Awards are decided again by the decision that would restate them, as if the draft had been published for the period's
first day; what is owed comes from the functions that the view of compliance stands on. So a simulation can be no other
than what a replay would come to.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from psycopg import Connection

from api.simulated import Simulated
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
from ledger.standing import Posting
from ledger.writing import Ledger
from projections.compliance import sources, view
from projections.compliance.sources import Person
from projections.view import View

PAGE = 200  # people
ME = "simulation"
VIEWS: tuple[View, ...] = (view,)
# The parts of a policy that say what an activity is worth.
WORTH = frozenset(("attendance", "assurance", "calculators", "online"))

AFTER = f"select employee from ({view.EVERYBODY}) everybody where employee > %s order by employee limit %s"  # noqa: S608
ALL = 10_000_000

Progress = Callable[[int, int], None]  # (people, of how many)


class Simulation:
    """A draft, as if it had been published for the first day of a period."""

    def __init__(self, ledger: Ledger, connection: Connection[Any], draft: str, period: str) -> None:
        self._ledger, self._connection = ledger, connection
        with sources.of_view(connection):
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
        everybody = self.after("", ALL)
        for start in range(0, len(everybody), PAGE):
            page = everybody[start : start + PAGE]
            yield from self.page(page)
            if progress:
                progress(start + len(page), len(everybody))

    def after(self, employee: str, limit: int) -> list[str]:
        """Name the people who come next."""
        with sources.of_view(self._connection):
            rows = self._connection.execute(AFTER, [employee, limit])
            return [name for (name,) in rows]

    def page(self, employees: Sequence[str]) -> Iterator[Simulated]:
        """State how these people stand, and would."""
        with sources.of_view(self._connection):
            page = [*sources.people(self._connection, self._now, employees)]
        moved = self._moved(page) if self._worth_changes else {}
        would_be = self._then.period(self.period.name)
        for person in page:
            now = person.stands(self._now, self.period)
            then = self._person(person, moved).stands(self._then, would_be)
            if now is not None or then is not None:
                place = person.life.place(self.period)
                yield Simulated.of(person.employee, place and place.branch, now, then)

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


def _published(version: Version, period: Year) -> tuple[Event, ...]:
    now = utc_now()
    about = {"restatement": ME, "because": "SIMULATION"}
    since = begin_of(period.first, ZONE)
    return (
        PolicyPublished(version=version.name, since=str(period.first), publisher=ME, effective_at=now),
        RestatementProposed(**about, kind="policy_recomputation", since=since, proposer=ME, effective_at=now),
        RestatementApproved(restatement=ME, approver=ME, effective_at=now),
    )
