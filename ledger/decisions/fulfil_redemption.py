"""Hand over what was redeemed."""

from ledger.events import RedemptionFulfilled
from ledger.recording import Command, Past
from ledger.redeeming import about, asked, refuse_settled, some
from ledger.refusals.approvals import ApprovalsMissing
from ledger.vocabulary import Id, Units


class FulfilRedemption(Command):
    """Record that the person got so many units, or all that wait: the points held for them are spent."""

    redemption: Id
    units: Units | None = None

    def decide(self, past: Past) -> RedemptionFulfilled:
        """Refuse what is not approved, and more units than wait."""
        request, so_far = asked(past, self.redemption)
        refuse_settled(so_far)
        if so_far.approvals_missing:
            raise ApprovalsMissing(redemption=self.redemption, missing=len(so_far.approvals_missing))
        units = some(self.redemption, self.units, so_far.waiting)
        return RedemptionFulfilled(
            **about(request), price=units * so_far.unit_price, units=units, effective_at=past.now
        )
