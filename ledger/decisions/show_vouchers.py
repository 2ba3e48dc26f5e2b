"""Show a person the voucher codes they redeemed, once."""

from collections.abc import Sequence

from ledger.events import BenefitUsed, Event, VouchersShown
from ledger.models.vouchers import Vouchers
from ledger.recording import Command, Past
from ledger.redeeming import about, asked
from ledger.refusals.rewards import RedemptionUnknown
from ledger.refusals.vouchers import NoVoucherToShow, VoucherOwnerUnnamed
from ledger.vocabulary import Id


class ShowVouchers(Command):
    """Record that the owner was shown the codes; who has seen a code has used it."""

    redemption: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse everybody but the owner, the office too, and a second look."""
        person = past.caller.on_behalf_of
        if person is None:
            raise VoucherOwnerUnnamed
        request, _ = asked(past, self.redemption)
        if person != request.employee:
            raise RedemptionUnknown(redemption=self.redemption)
        vouchers = past.read(Vouchers(request.reward)).unseen(self.redemption)
        if not vouchers:
            raise NoVoucherToShow(redemption=self.redemption)
        said = {**about(request), "effective_at": past.now}
        return [VouchersShown(**said, vouchers=vouchers), BenefitUsed(**said, units=len(vouchers))]
