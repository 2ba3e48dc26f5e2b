"""Ways to say no about waiting for a reward."""

from ledger.refusals.refused import Conflict, NotFound


class StockAvailable(Conflict):
    """A unit of reward {reward} is there to be redeemed; nobody has to wait."""

    zh = "奖品 {reward} 有货，可直接兑换，无需排队。"


class AlreadyWaiting(Conflict):
    """Employee {employee} waits for reward {reward} already."""

    zh = "员工 {employee} 已在排队等待奖品 {reward}。"


class NotWaiting(NotFound):
    """Employee {employee} does not wait for reward {reward}."""

    zh = "员工 {employee} 没有排队等待奖品 {reward}。"


class NobodyToCall(Conflict):
    """Nobody's turn for reward {reward} has come or passed."""

    zh = "奖品 {reward} 目前没有轮到或逾期的排队员工。"
