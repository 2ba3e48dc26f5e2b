"""How far a transfer of responsibility has come."""

from ledger.events import TransferApproved, TransferProposed, TransferRejected
from ledger.models.proposal import Proposal


class TransferSoFar(Proposal[TransferProposed]):
    """What a person answers for, on its way to another."""

    about = ("transfer",)
    reads = (TransferProposed, TransferApproved, TransferRejected)
