"""Take a hand of people through a restatement."""

from ledger.events import RestatementAdvanced
from ledger.models.awards import Awards, Completed
from ledger.models.catalogue import CourseEntry
from ledger.models.purse import Purse
from ledger.models.restatements import RestatementSoFar
from ledger.recording import Command, Past
from ledger.recounting import evidence_of
from ledger.refusals.restatements import RestatementHandDone, RestatementNotApproved
from ledger.vocabulary import Id


class AdvanceRestatement(Command):
    """Say up to whom a hand goes, in front of it, so that a run that was killed goes on behind it."""

    restatement: Id
    # People and courses, in order.
    hand: tuple[tuple[Id, Id], ...]

    def decide(self, past: Past) -> RestatementAdvanced:
        """Refuse what was not approved; fetch what the hand will read in two round trips."""
        so_far = past.read(RestatementSoFar(self.restatement))
        if so_far.proposed and so_far.state != "approved":
            raise RestatementNotApproved(restatement=self.restatement, state=so_far.state)
        employee, course = self.hand[-1]
        if (employee, course) <= so_far.done:
            raise RestatementHandDone(restatement=self.restatement, employee=employee, course=course)
        courses = sorted({course for _, course in self.hand})
        awards_of = [Awards(employee, course) for employee, course in self.hand]
        past.foresee(
            *awards_of,
            *(Purse(employee) for employee, _ in self.hand),
            *(Completed(employee, course) for employee, course in self.hand),
            *map(CourseEntry, courses),
        )
        past.foresee(*(model for awards in past.read_all(awards_of) for model in evidence_of(awards)))
        return RestatementAdvanced(
            restatement=self.restatement,
            employee=employee,
            course=course,
            awards=len(self.hand),
            effective_at=past.now,
        )
