"""A draft policy over a period: what everybody would owe and have, had it been in force, and nothing written.

Whatever was learnt is counted again by the functions that a restatement counts with, and what is owed comes from those
that the view of compliance stands on. So a simulation can be no other than what a replay would come to.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from psycopg import Connection

from api.simulated import Simulated
from api.supposing import Supposed
from ledger.events import PolicyPublished
from ledger.lives import ZONE
from ledger.log.log import Log
from ledger.periods import begin_of
from ledger.recording import utc_now
from ledger.recounting import credits_again
from ledger.refusals.policies import PolicyStateWrong, PolicyUnknown
from ledger.standing import Posting
from projections.compliance import sources, view
from projections.compliance.sources import Person
from projections.view import View

PAGE = 200  # people
ME = "simulation"
VIEWS: tuple[View, ...] = (view,)
# The parts of a policy that say what an activity is worth.
WORTH = frozenset(("attendance", "assurance", "calculators", "online"))

AFTER = f"select employee from ({view.EVERYBODY}) everybody where employee > %s order by employee limit %s"  # noqa: S608 - constants of ours
ALL = 10_000_000

Progress = Callable[[int, int], None]  # (people, of how many)


class Simulation:
    """A draft, as if it had been published for the first day of a period."""

    def __init__(self, log: Log, connection: Connection[Any], draft: str, period: str) -> None:
        self._connection = connection
        with sources.of_view(connection):
            self._now, self._then = sources.company(connection), sources.company(connection)
        version = self._now.book.versions.get(draft)
        if version is None:
            raise PolicyUnknown(version=draft)
        if version.state != "draft":
            raise PolicyStateWrong(version=draft, state=version.state)
        self.period = self._now.period(period)
        published = PolicyPublished(version=draft, since=str(self.period.first), publisher=ME, effective_at=utc_now())
        self._then.book.apply(published)
        self._supposed = Supposed(log, log.head(), self._then)
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
            postings[self._then.counts_in(posting)].append(posting)
        return person._replace(postings=postings)

    def _moved(self, page: Sequence[Person]) -> dict[str, list[Posting]]:
        """Count all that these people did since the period's first day again, and give what would be posted more."""
        since = begin_of(self.period.first, ZONE)
        posted = {(person.employee, one.activity): one for person in page for one in chain(*person.postings.values())}
        moved: defaultdict[str, list[Posting]] = defaultdict(list)
        for awards in self._supposed.suppose(page):
            for name, credits_ in credits_again(self._supposed, awards, since).items():
                more = credits_ - awards.by_activity[name].credits
                if more and (one := posted.get((awards.employee, name))):
                    moved[awards.employee].append(one._replace(credits=more, booked=None))
        return moved
