"""Ways to say no about voucher codes."""

from ledger.refusals.refused import Conflict, Forbidden, Unacceptable


class NoVouchersWanted(Unacceptable):
    """A unit of reward {reward} is no voucher code."""

    zh = "奖品 {reward} 的一份不是兑换码。"


class VouchersKnown(Conflict):
    """All of these codes of reward {reward} are loaded already."""

    zh = "这些奖品 {reward} 的兑换码均已导入。"


class VouchersExhausted(Conflict):
    """Only {left} codes of reward {reward} are left, not {units}; load more first."""

    zh = "奖品 {reward} 仅剩 {left} 个兑换码，不足 {units} 个；请先导入。"


class NoVoucherToShow(Conflict):
    """Redemption {redemption} has no code that was not shown yet."""

    zh = "兑换 {redemption} 没有尚未展示的兑换码。"


class VoucherOwnerUnnamed(Forbidden):
    """A code is shown to its owner only: name the person who asks."""

    zh = "兑换码只向其所有人展示：请注明查看人。"
