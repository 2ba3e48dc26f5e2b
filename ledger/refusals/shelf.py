"""Ways to say no about what is on offer, to whom, and how much of it."""

from ledger.refusals.refused import Conflict, Forbidden, Unacceptable


class RewardIsRetired(Conflict):
    """Reward {reward} is no longer offered."""

    zh = "奖品 {reward} 已下架。"


class RewardOnOffer(Conflict):
    """Reward {reward} is on offer already."""

    zh = "奖品 {reward} 未下架。"


class RewardNotBegun(Conflict):
    """Reward {reward} is offered from {begins_at} on."""

    zh = "奖品 {reward} 自 {begins_at} 起可兑换。"


class RewardEnded(Conflict):
    """Reward {reward} was offered until {ends_at}."""

    zh = "奖品 {reward} 的兑换已于 {ends_at} 截止。"


class NotInAudience(Forbidden):
    """Reward {reward} is not for employee {employee}."""

    zh = "奖品 {reward} 不面向员工 {employee}。"


class LimitReached(Conflict):
    """At most {limit} of reward {reward} for a {holder} in {period}; {taken} are taken."""

    zh = "奖品 {reward} 在 {period} 内的限额（{holder}）为 {limit}，已兑 {taken}。"


class OfferUnchanged(Conflict):
    """Reward {reward} is offered like this already."""

    zh = "奖品 {reward} 的开放范围没有变化。"


class LimitUnchanged(Conflict):
    """Reward {reward} has this limit already."""

    zh = "奖品 {reward} 的限额没有变化。"


class PriceInThePast(Unacceptable):
    """A price of reward {reward} begins now or later, not at {since}."""

    zh = "奖品 {reward} 的价格只能自现在或将来起生效，不能自 {since} 起。"


class OfferEndsFirst(Unacceptable):
    """Reward {reward} would be offered until {ends_at}, which is not after its beginning."""

    zh = "奖品 {reward} 的截止时间 {ends_at} 不晚于开始时间。"


class StockWatchUnchanged(Conflict):
    """The stock of reward {reward} is watched like that already."""

    zh = "奖品 {reward} 的库存预警线没有变化。"


class StockUnlimited(Conflict):
    """Reward {reward} does not run out, so nobody counts its units."""

    zh = "奖品 {reward} 不限量，无需计数。"


class StockBelowHeld(Conflict):
    """{held} units of reward {reward} are held for people; {units} were counted."""

    zh = "奖品 {reward} 已为员工保留 {held} 件，盘点数 {units} 不足。"


class StockAsCounted(Conflict):
    """Reward {reward} has {units} units on the books already."""

    zh = "奖品 {reward} 的账面数已是 {units}。"


class BatchKnown(Conflict):
    """Batch {batch} of reward {reward} has arrived already."""

    zh = "奖品 {reward} 的批次 {batch} 已入库。"


class BatchPast(Unacceptable):
    """Batch {batch} of reward {reward} was good until {good_until}."""

    zh = "奖品 {reward} 的批次 {batch} 已于 {good_until} 到期。"


class NothingToWriteOff(Conflict):
    """No batch of reward {reward} has units left past its date."""

    zh = "奖品 {reward} 没有到期未用的批次。"
