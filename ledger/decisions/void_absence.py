"""Take back that a person is away."""

from ledger.booking import refuse_shut
from ledger.events import AbsenceVoided
from ledger.four_eyes import refuse_oneself
from ledger.models.career import Career
from ledger.periods import begin_of
from ledger.recording import Command, Past
from ledger.refusals.organisation import AbsenceUnknown
from ledger.vocabulary import Id, ReasonCode


class VoidAbsence(Command):
    """Void a recorded absence, as if it had never been planned; to change one, void it and record it anew."""

    employee: Id
    absence: Id
    because: ReasonCode

    def decide(self, past: Past) -> AbsenceVoided:
        """Refuse an absence that the person does not have, and one that lies in a closed period."""
        refuse_oneself(past, self.employee)
        absence = past.read(Career(self.employee)).absences.get(self.absence)
        if absence is None:
            raise AbsenceUnknown(employee=self.employee, absence=self.absence)
        refuse_shut(past, begin_of(absence.last, past.policy.time_zone), "news")
        return AbsenceVoided(employee=self.employee, absence=self.absence, because=self.because, effective_at=past.now)
