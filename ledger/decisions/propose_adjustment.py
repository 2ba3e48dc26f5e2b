"""Propose to correct an account by hand."""

from collections.abc import Iterable
from datetime import timedelta

from ledger.events import AdjustmentProposed
from ledger.events.accounts import AdjustmentKind
from ledger.four_eyes import decider
from ledger.models.purse import Debt
from ledger.recording import Command, Past
from ledger.refusals.accounts import DebtSmaller
from ledger.vocabulary import Document, Id, Points, ReasonCode, Text, digest_of


class ProposeAdjustment(Command):
    """Propose to give points, to take them, or to waive a debt, with a reason and a note; another person decides."""

    employee: Id
    kind: AdjustmentKind
    points: Points
    because: ReasonCode
    note: Text
    reference: Text | None = None
    # What proves it, word for word, where the ledger is to keep it.
    proof: Document | None = None
    # The name under which proposals are decided together.
    batch: Id | None = None

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
            note=digest_of(self.note),
            reference=self.reference,
            evidence=None if self.proof is None else digest_of(self.proof),
            batch=self.batch,
            proposer=proposer,
            lapses_at=past.now + timedelta(days=past.policy.adjustment.lapse_after_days),
            effective_at=past.now,
        )

    def evidence(self) -> Iterable[tuple[str, str]]:
        """Keep note and proof beside the log: prose is personal data."""
        return [(digest_of(text), text) for text in (self.note, self.proof) if text is not None]
