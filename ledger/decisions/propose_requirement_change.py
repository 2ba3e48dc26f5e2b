"""Ask for an exemption, or to correct what a person owes."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.booking import refuse_closed
from ledger.events import RequirementChangeProposed
from ledger.events.requirement import RequirementChangeKind
from ledger.four_eyes import speaker
from ledger.models.career import Career
from ledger.models.policies import PolicyBook
from ledger.periods import begin_of, end_of
from ledger.policy import Policy
from ledger.recording import Command, Past
from ledger.refusals.organisation import NotEmployed
from ledger.refusals.requirement import ChangeReasonUnknown, ChangeTooEarly, ChangeTooLate
from ledger.requirement import period_of
from ledger.vocabulary import Credits, Digest, Id, ReasonCode, Text, Year, digest_of

YEAR = timedelta(days=366)


class ProposeRequirementChange(Command):
    """Ask to forgive credits of a period, or to raise or lower what is owed; another person decides."""

    employee: Id
    period: Year
    kind: RequirementChangeKind
    # None forgives all of them.
    credits: Annotated[Credits, Field(gt=0)] | None = None
    because: ReasonCode
    note: Text
    evidence_digest: Digest | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.kind != "exempt" and self.credits is None:
            raise ValueError("only an exemption may be of all credits: name how many")
        return self

    def decide(self, past: Past) -> RequirementChangeProposed:
        """Refuse an unknown reason, a time too early or late, a closed period, and who was not there."""
        policy = past.policy_for(self.employee, past.now)
        rules = policy.requirement
        if self.because not in rules.change_reasons:
            raise ChangeReasonUnknown(because=self.because, known=", ".join(rules.change_reasons))
        self._refuse_days(past, policy)
        refuse_closed(past, self.period)
        return RequirementChangeProposed(
            change=past.new_id(),
            employee=self.employee,
            period=self.period,
            kind=self.kind,
            credits=self.credits,
            because=self.because,
            note=digest_of(self.note),
            evidence=self.evidence_digest,
            proposer=speaker(past),
            lapses_at=past.now + timedelta(days=rules.change_lapses_after_days),
            effective_at=past.now,
        )

    def _refuse_days(self, past: Past, policy: Policy) -> None:
        period, zone = period_of(self.period, past.read(PolicyBook())), policy.time_zone
        begins, ends = begin_of(period.first, zone), end_of(period.last, zone)
        until = ends + timedelta(days=policy.requirement.change_days_after_period)
        if past.now >= until:
            raise ChangeTooLate(period=self.period, until=until.isoformat())
        if begins > past.now + YEAR:
            raise ChangeTooEarly(period=self.period, begins=period.first.isoformat())
        spells = past.read(Career(self.employee)).spells
        if not any(spell.since < ends and begins < spell.until for spell in spells):
            raise NotEmployed(employee=self.employee, since=period.first.isoformat())

    def evidence(self) -> Iterable[tuple[str, str]]:
        """Keep the note beside the log: prose is personal data."""
        return [(digest_of(self.note), self.note)]
