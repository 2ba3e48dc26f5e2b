"""Which voucher codes of a reward are free, and whose the others are."""

from ledger.events import Event, RedemptionRefunded, RewardListed, VouchersAssigned, VouchersLoaded, VouchersShown
from ledger.models.model import Model


class Vouchers(Model):
    """The codes of one reward, by their digests."""

    about = ("reward",)
    reads = (RewardListed, VouchersLoaded, VouchersAssigned, VouchersShown, RedemptionRefunded)

    def __init__(self, reward: str) -> None:
        super().__init__(reward)
        # Whether a unit of this reward is a code.
        self.wanted = False
        # In the order in which they are given out; and the redemption each of the others went to.
        self.free: dict[str, None] = {}
        self.given: dict[str, str] = {}
        self.shown: set[str] = set()

    def apply(self, event: Event) -> None:
        """Move codes from the stack to people; what nobody has seen may come back."""
        match event:
            case RewardListed():
                self.wanted = event.kind == "voucher"
            case VouchersLoaded():
                self.free.update(dict.fromkeys(event.vouchers))
            case VouchersAssigned():
                for voucher in event.vouchers:
                    del self.free[voucher]
                    self.given[voucher] = event.redemption
            case VouchersShown():
                self.shown.update(event.vouchers)
            case RedemptionRefunded() if self.wanted:
                for voucher in self.unseen(event.redemption)[-event.units :]:
                    del self.given[voucher]
                    self.free[voucher] = None

    def unseen(self, redemption: str) -> tuple[str, ...]:
        """Name the codes of a redemption that were not shown yet."""
        return tuple(one for one, whose in self.given.items() if whose == redemption and one not in self.shown)
