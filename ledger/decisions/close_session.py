"""End a session: verify every attendee's minutes and pay them and the trainer, in one append."""

from collections.abc import Sequence

from ledger.earning import earned
from ledger.events import AttendanceVerified, Event, SessionClosed
from ledger.models.attendance import Roster
from ledger.models.awards import Awards
from ledger.models.catalogue import CourseEntry
from ledger.models.prompts import Answers, Prompts
from ledger.models.purse import Debt
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.catalogue import CourseUnknown
from ledger.refusals.sessions import SessionNotEnded, SessionNotOpen
from ledger.teaching import taught
from ledger.verifying import attended, verified
from ledger.vocabulary import Id


class CloseSession(Command):
    """Count the minutes, award credits and points to all attendees and the trainer."""

    session: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse a session that is not open or not over; otherwise everything follows at once."""
        session = past.read(SessionSoFar(self.session))
        plan = session.planned
        if session.state != "open":
            raise SessionNotOpen(session=self.session, state=session.state)
        _, ends_at = session.times
        if past.now < ends_at:
            raise SessionNotEnded(session=self.session, ends_at=ends_at.isoformat())
        entry = past.read(CourseEntry(plan.course))
        course = entry.entry
        if course is None:
            raise CourseUnknown(course=plan.course)
        roster = past.read(Roster(self.session)).stays
        prompts, answers = past.read(Prompts(self.session)), past.read(Answers(self.session))
        people = sorted(roster)
        awards_of = [Awards(person, plan.course) for person in people]
        debts_of = [Debt(person) for person in people]
        past.foresee(*awards_of, *debts_of)
        awards, debts = past.read_all(awards_of), past.read_all(debts_of)
        trainer_debt = past.read(Debt(session.trainer)).points if session.trainer else 0
        policies = past.policies_for(people, ends_at)

        whole = entry.whole(ends_at)
        facts: list[Event] = []
        present = 0
        for person, award, debt, policy in zip(people, awards, debts, policies, strict=True):
            found = verified(roster[person], session, prompts, answers.of(person), course, policy, whole=whole)
            present += found.minutes > 0
            facts.append(
                AttendanceVerified(
                    session=self.session,
                    course=plan.course,
                    employee=person,
                    minutes=found.minutes,
                    status=found.status,
                    effective_at=ends_at,
                )
            )
            if found.minutes > 0:
                facts += earned(attended(session, found, course), award, debt, policy)
        closed = SessionClosed(
            session=self.session,
            course=plan.course,
            trainer=session.trainer,
            taught_minutes=session.minutes if session.trainer and present else 0,
            present=present,
            absent=len(people) - present,
            credits=whole,
            effective_at=ends_at,
        )
        if present and session.trainer:
            facts += taught(session, trainer_debt, past.policy_for(session.trainer, ends_at))
        return [closed, *facts]
