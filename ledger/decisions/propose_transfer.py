"""Propose that what a person answers for passes to another."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from ledger.events import TransferProposed
from ledger.four_eyes import speaker
from ledger.recording import Command, Past
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.transfers import NotResponsible, TransferEmpty
from ledger.transferring import handed_over
from ledger.vocabulary import Id, Moment, ReasonCode, Text, digest_of

Several = Annotated[tuple[Id, ...], Field(max_length=500)]


class ProposeTransfer(Command):
    """Propose who leads a person's people and branches and stands in from a moment on; another person decides."""

    employee: Id
    successor: Id
    reports: Several = ()
    branches: Several = ()
    stands_in_for: Several = ()
    begins_at: Moment | None = None
    because: ReasonCode
    note: Text

    def decide(self, past: Past) -> TransferProposed:
        """Refuse what is not the person's to hand over, and a circle of managers."""
        proposer = speaker(past)
        if self.successor == self.employee:
            raise SelfActionForbidden
        proposed = TransferProposed(
            transfer=past.new_id(),
            employee=self.employee,
            successor=self.successor,
            reports=_once(self.reports),
            branches=_once(self.branches),
            stands_in_for=_once(self.stands_in_for),
            begins_at=self.begins_at or past.now,
            because=self.because,
            note=digest_of(self.note),
            proposer=proposer,
            lapses_at=past.now + timedelta(days=past.policy.adjustment.lapse_after_days),
            effective_at=past.now,
        )
        named = {
            **{("line_manager", one): None for one in proposed.reports},
            **{("branch_head", one): None for one in proposed.branches},
            **{("deputy", one): None for one in proposed.stands_in_for},
        }
        passes = handed_over(past, proposed, max(proposed.begins_at, past.now))
        for role, subject in named:
            if (role, subject) not in passes:
                raise NotResponsible(employee=self.employee, role=role, subject=subject)
        if not any(passes.values()):
            raise TransferEmpty(employee=self.employee, successor=self.successor)
        return proposed

    def evidence(self) -> Iterable[tuple[str, str]]:
        """Keep the note beside the log: prose is personal data."""
        return [(digest_of(self.note), self.note)]


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
