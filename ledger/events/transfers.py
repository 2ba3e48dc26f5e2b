"""Facts about responsibility that passes from one person to another."""

from ledger.events.fact import Event
from ledger.vocabulary import Digest, Id, Moment, ReasonCode


class TransferProposed(Event):
    """Zhou proposed that from 1 July on Li leads Wu's three people and the Chengdu branch, because Wu moves."""

    transfer: Id
    employee: Id
    successor: Id
    # Whose line manager, which branches' head and whose deputy the successor will be.
    reports: tuple[Id, ...]
    branches: tuple[Id, ...]
    stands_in_for: tuple[Id, ...]
    begins_at: Moment
    because: ReasonCode
    # The words are kept beside the log: prose is personal data.
    note: Digest
    proposer: Id
    lapses_at: Moment


class TransferApproved(Event):
    """Qian approved what Zhou had proposed; who answers for whom from then on follows in the same append."""

    transfer: Id
    employee: Id
    approver: Id


class TransferRejected(Event):
    """Qian did not approve what Zhou had proposed."""

    transfer: Id
    employee: Id
    rejecter: Id
    because: ReasonCode
