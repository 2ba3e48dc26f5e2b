"""Withdraw a completion and everything that followed from it."""

from collections.abc import Sequence

from ledger.consequences import consequences
from ledger.events import CompletionVoided, Event
from ledger.four_eyes import refuse_oneself
from ledger.models.awards import Awards
from ledger.recording import Command, Past
from ledger.refusals.attendance import AlreadyReversed
from ledger.refusals.learning import CompletionUnknown
from ledger.vocabulary import Id, ReasonCode


class VoidCompletion(Command):
    """State that the completion never was; credits and points that followed are reversed."""

    employee: Id
    course: Id
    completion: Id
    because: ReasonCode

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse an unknown completion and a second reversal."""
        refuse_oneself(past, self.employee)
        award = past.read(Awards(self.employee, self.course)).by_activity.get(f"completion:{self.completion}")
        if award is None:
            raise CompletionUnknown(employee=self.employee, completion=self.completion)
        if award.reversed:
            raise AlreadyReversed
        voided = CompletionVoided(**self.model_dump(), effective_at=award.effective_at)
        return [voided, *consequences(past, voided)]
