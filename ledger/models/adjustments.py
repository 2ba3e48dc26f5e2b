"""How far a correction by hand has come."""

from ledger.events import AdjustmentApproved, AdjustmentProposed, AdjustmentRejected
from ledger.models.proposal import Proposal


class AdjustmentSoFar(Proposal[AdjustmentProposed]):
    """A correction of somebody's points."""

    about = ("adjustment",)
    reads = (AdjustmentProposed, AdjustmentApproved, AdjustmentRejected)
