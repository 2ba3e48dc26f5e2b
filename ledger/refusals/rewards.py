"""Ways to say no about points and rewards."""

from ledger.refusals.refused import Conflict, NotFound


class RewardUnknown(NotFound):
    """There is no reward {reward}."""

    zh = "奖品 {reward} 不存在。"


class RewardAlreadyListed(Conflict):
    """Reward {reward} is listed already."""

    zh = "奖品 {reward} 已上架。"


class PriceUnchanged(Conflict):
    """Reward {reward} costs {price} points already."""

    zh = "奖品 {reward} 的价格已是 {price} 积分。"


class StockExhausted(Conflict):
    """No unit of reward {reward} is left."""

    zh = "奖品 {reward} 已兑完。"


class PointsInsufficient(Conflict):
    """Reward {reward} costs {price} points; {short_by} are missing."""

    zh = "奖品 {reward} 需要 {price} 积分，还差 {short_by}。"


class RedemptionUnknown(NotFound):
    """There is no redemption {redemption}."""

    zh = "兑换 {redemption} 不存在。"


class RedemptionSettled(Conflict):
    """Redemption {redemption} is {state} already."""

    zh = "兑换 {redemption} 当前状态为 {state}。"


class NothingExpired(Conflict):
    """No points of {employee} have reached their date."""

    zh = "员工 {employee} 没有到期的积分。"
