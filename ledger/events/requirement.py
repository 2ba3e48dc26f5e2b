"""Facts about what a person owes that no rule brings: exemptions, and corrections of the requirement."""

from typing import Literal

from ledger.events.fact import Event
from ledger.vocabulary import Credits, Digest, Id, Moment, ReasonCode, Year

RequirementChangeKind = Literal["raise", "lower", "exempt"]


class RequirementChangeProposed(Event):
    """Lin asked to be forgiven 20.00 credits of 2026, because of an equivalent qualification."""

    change: Id
    employee: Id
    period: Year
    kind: RequirementChangeKind
    # None: all of them.
    credits: Credits | None
    because: ReasonCode
    # The words are kept beside the log: prose is personal data. So is the proof, which HR keeps.
    note: Digest
    evidence: Digest | None = None
    proposer: Id
    lapses_at: Moment


class RequirementChangeApproved(Event):
    """Qian approved it; it counts from the period's beginning."""

    change: Id
    employee: Id
    approver: Id


class RequirementChangeRejected(Event):
    """Qian did not approve it."""

    change: Id
    employee: Id
    rejecter: Id
    because: ReasonCode


class RequirementChangeRevoked(Event):
    """The certificate was false: Lin owes the 20.00 credits after all."""

    change: Id
    employee: Id
    revoker: Id
    because: ReasonCode
