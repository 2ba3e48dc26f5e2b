"""Hand over what was redeemed."""

from collections.abc import Sequence
from itertools import islice

from ledger.events import Event, RedemptionFulfilled, VouchersAssigned
from ledger.four_eyes import refuse_oneself
from ledger.models.vouchers import Vouchers
from ledger.recording import Command, Past
from ledger.redeeming import about, asked, refuse_settled, some
from ledger.refusals.approvals import ApprovalsMissing
from ledger.refusals.vouchers import VouchersExhausted
from ledger.vocabulary import Id, Units


class FulfilRedemption(Command):
    """Record that the person got so many units, or all that wait: the points held for them are spent."""

    redemption: Id
    units: Units | None = None

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse what is not approved, more units than wait, and a voucher without a code."""
        request, so_far = asked(past, self.redemption)
        refuse_oneself(past, request.employee)
        refuse_settled(so_far)
        if so_far.approvals_missing:
            raise ApprovalsMissing(redemption=self.redemption, missing=len(so_far.approvals_missing))
        units = some(self.redemption, self.units, so_far.waiting)
        said = {**about(request), "effective_at": past.now}
        fulfilled = RedemptionFulfilled(**said, price=units * so_far.unit_price, units=units)
        vouchers = past.read(Vouchers(request.reward))
        if not vouchers.wanted:
            return [fulfilled]
        codes = tuple(islice(vouchers.free, units))
        if len(codes) < units:
            raise VouchersExhausted(reward=request.reward, units=units, left=len(codes))
        return [fulfilled, VouchersAssigned(**said, vouchers=codes)]
