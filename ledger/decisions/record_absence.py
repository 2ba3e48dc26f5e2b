"""Say that a person is away."""

from datetime import date, timedelta

from ledger.events import AbsenceRecorded
from ledger.four_eyes import refuse_oneself
from ledger.models.career import Career
from ledger.periods import begin_of
from ledger.recording import Command, Past
from ledger.refusals.organisation import (
    AbsenceKindUnknown,
    AbsenceReversed,
    AbsencesOverlap,
    AbsenceTooLong,
    NotEmployed,
)
from ledger.vocabulary import Day, Id, ReasonCode

LONGEST_DAYS = 3 * 366


class RecordAbsence(Command):
    """Record travel or leave, from a first to a last day; what it lowers is the policy's to say."""

    employee: Id
    kind: ReasonCode
    first_day: Day
    last_day: Day

    def decide(self, past: Past) -> AbsenceRecorded:
        """Refuse days that cannot be, a kind that the policy does not know, and days on which the person is away."""
        refuse_oneself(past, self.employee)
        policy = past.policy_for(self.employee, past.now)
        known = [rule.kind for rule in policy.requirement.absences]
        if self.kind not in known:
            raise AbsenceKindUnknown(kind=self.kind, known=", ".join(known))
        first, last = date.fromisoformat(self.first_day), date.fromisoformat(self.last_day)
        if last < first:
            raise AbsenceReversed(first_day=self.first_day, last_day=self.last_day)
        if last - first >= timedelta(days=LONGEST_DAYS):
            raise AbsenceTooLong(days=LONGEST_DAYS)
        career = past.read(Career(self.employee))
        for day in (first, last):
            # A day belongs to where its end finds the person.
            if career.at(begin_of(day + timedelta(days=1), policy.time_zone) - timedelta(microseconds=1)) is None:
                raise NotEmployed(employee=self.employee, since=day.isoformat())
        for other in career.absences.values():
            if other.first <= last and first <= other.last:
                raise AbsencesOverlap(
                    employee=self.employee,
                    absence=other.absence,
                    first_day=other.first.isoformat(),
                    last_day=other.last.isoformat(),
                )
        return AbsenceRecorded(
            employee=self.employee,
            absence=past.new_id(),
            kind=self.kind,
            first_day=self.first_day,
            last_day=self.last_day,
            effective_at=begin_of(first, policy.time_zone),
        )
