"""Warn a person who has fallen behind the line."""

from collections.abc import Iterator

from ledger.events import PaceWarningRaised
from ledger.lives import Company, Life
from ledger.models.career import Career
from ledger.models.catalogue import CourseEntry
from ledger.models.obligations import Warnings
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.models.postings import Postings
from ledger.models.requirement import RequirementChanges
from ledger.pace import days_there, expected
from ledger.periods import Year, begin_of
from ledger.recording import Command, Past
from ledger.refusals.obligations import NotBehind
from ledger.standing import Posting, Standing, standing
from ledger.vocabulary import Id


class WarnOfPace(Command):
    """Warn a person that credits are behind the straight line of their period; for each of the policy's days once."""

    employee: Id

    def decide(self, past: Past) -> PaceWarningRaised:
        """Refuse unless the person is here and behind, and was not told of this day or a later one."""
        warnings, career, book = Warnings(self.employee), Career(self.employee), PolicyBook()
        past.foresee(warnings, career, book, Branches(), Postings(self.employee), RequirementChanges(self.employee))
        policy = past.policy
        zone = policy.time_zone
        day = policy.warning.last_day_behind(past.now.astimezone(zone).date())
        if day is None or past.read(career).at(past.now) is None:
            raise NotBehind(employee=self.employee)
        company = Company(past.read(Branches()), past.read(book))
        period = company.period_at(begin_of(day, zone))
        if str(day) <= past.read(warnings).paces.get(period.name, ""):
            raise NotBehind(employee=self.employee)
        stands = self._standing(past, company, period)
        line = expected(stands.owed, days_there(stands.requirement), day)
        if stands.counted >= line - stands.owed * policy.warning.behind_by_more_than:
            raise NotBehind(employee=self.employee)
        return PaceWarningRaised(
            employee=self.employee,
            period=period.name,
            day=str(day),
            owed=stands.owed,
            counted=stands.counted,
            line=line,
            effective_at=past.now,
        )

    def _standing(self, past: Past, company: Company, period: Year) -> Standing:
        life = Life(past.read(Career(self.employee)), past.read(RequirementChanges(self.employee)))
        carried = past.read(Postings(self.employee)).carried.get(period.name, ())
        return standing(life.owes(company, period), self._postings(past, company, period), carried)

    def _postings(self, past: Past, company: Company, period: Year) -> Iterator[Posting]:
        found = [one for one in past.read(Postings(self.employee)).all if company.counts_in(one) == period.name]
        # Of an older award the catalogue says what the course is.
        unsaid = sorted({one.course for one in found if one.kind is None})
        entries = dict(zip(unsaid, past.read_all([CourseEntry(course) for course in unsaid]), strict=True))
        for one in found:
            entry = entries[one.course].entry if one.kind is None else None
            yield one if entry is None else one._replace(kind=entry.kind, category=entry.category)
