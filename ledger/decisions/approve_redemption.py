"""Say yes to a request."""

from ledger.approving import word_of_approver
from ledger.events import RedemptionApproved
from ledger.recording import Command, Past
from ledger.redeeming import asked
from ledger.vocabulary import Id


class ApproveRedemption(Command):
    """Give the next approval of the chain, as the person the caller acts for."""

    redemption: Id

    def decide(self, past: Past) -> RedemptionApproved:
        """Refuse whoever may not give this step, and what waits for no approval."""
        return RedemptionApproved(**word_of_approver(past, *asked(past, self.redemption)))
