"""Propose to correct an account by hand."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from ledger.events import AdjustmentProposed
from ledger.events.accounts import AdjustmentKind
from ledger.four_eyes import decider
from ledger.models.purse import Debt
from ledger.recording import Command, Past
from ledger.refusals.accounts import DebtSmaller
from ledger.vocabulary import Id, Points, ReasonCode, Text


class ProposeAdjustment(Command):
    """Propose to give points, to take them, or to waive a debt, with a reason and a note; another person decides."""

    employee: Id
    kind: AdjustmentKind
    points: Points
    because: ReasonCode
    note: Text
    reference: Text | None = None

    def decide(self, past: Past) -> AdjustmentProposed:
        """Refuse one's own account, that of one's boss, and to waive more than is owed."""
        proposer = decider(past, self.employee)
        debt = past.read(Debt(self.employee)).points
        if self.kind == "waive" and self.points > debt:
            raise DebtSmaller(employee=self.employee, debt=debt, points=self.points)
        return AdjustmentProposed(
            adjustment=past.new_id(),
            employee=self.employee,
            kind=self.kind,
            points=self.points,
            because=self.because,
            note=self._digest(),
            reference=self.reference,
            proposer=proposer,
            lapses_at=past.now + timedelta(days=past.policy.adjustment.lapse_after_days),
            effective_at=past.now,
        )

    def evidence(self) -> Iterable[tuple[str, str]]:
        """Keep the note beside the log: prose is personal data."""
        return [(self._digest(), self.note)]

    def _digest(self) -> str:
        return hashlib.sha256(self.note.encode()).hexdigest()
