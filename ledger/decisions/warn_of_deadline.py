"""Warn a person of a required course."""

from ledger.events import DeadlineWarningRaised
from ledger.models.awards import Awards
from ledger.models.career import Career
from ledger.models.obligations import Obligation, Warnings
from ledger.models.organisation import Branches
from ledger.obligations import done_at, last_day, stage_of
from ledger.recording import Command, Past
from ledger.refusals.obligations import ObligationOver, ObligationUnknown, WarningNotDue
from ledger.vocabulary import Id


class WarnOfDeadline(Command):
    """Warn a person of the newest stage of a required course; each is told once."""

    employee: Id
    obligation: Id

    def decide(self, past: Past) -> DeadlineWarningRaised:
        """Refuse unless a stage is reached that was not told, so that a late, early or second run changes nothing."""
        obligation, warnings = Obligation(self.obligation), Warnings(self.employee)
        career, branches = Career(self.employee), Branches()
        past.foresee(obligation, warnings, career, branches)
        obligation, warnings = past.read(obligation), past.read(warnings)
        required = obligation.required
        if required is None:
            raise ObligationUnknown(obligation=self.obligation)
        if obligation.released:
            raise ObligationOver(obligation=self.obligation)
        policy = past.policy
        zone = policy.time_zone
        awards = past.read(Awards(self.employee, required.course))
        due = last_day(required, past.read(career), past.read(branches), past.now, zone)
        if due is None or self.employee in obligation.exempt or done_at(required, awards, past.now, zone):
            raise WarningNotDue(obligation=self.obligation, employee=self.employee)
        today = past.now.astimezone(zone).date()
        stage = stage_of(due, today, policy.warning.days_before)
        if stage is None or not warnings.new(self.obligation, str(due), stage):
            raise WarningNotDue(obligation=self.obligation, employee=self.employee)
        return DeadlineWarningRaised(
            employee=self.employee,
            obligation=self.obligation,
            course=required.course,
            due=str(due),
            stage=stage,
            days_left=(due - today).days,
            effective_at=past.now,
        )
