"""Ways to say no about redemptions, once there are units to speak of."""

from ledger.refusals.refused import Conflict, Unacceptable


class PriceChanged(Conflict):
    """Reward {reward} costs {price} points a unit now, not {price_seen}."""

    zh = "奖品 {reward} 现价为每份 {price} 积分，而非 {price_seen}。"


class RedemptionTooLarge(Unacceptable):
    """One redemption costs at most {limit} points, not {price}; ask for fewer units."""

    zh = "单次兑换最多 {limit} 积分，本次为 {price}；请减少份数。"


class UnitsUnavailable(Conflict):
    """Only {left} units of redemption {redemption} are open to this, not {units}."""

    zh = "兑换 {redemption} 仅有 {left} 份可作此处理，而非 {units} 份。"


class BenefitAlreadyUsed(Conflict):
    """All units of redemption {redemption} that could be taken back are used."""

    zh = "兑换 {redemption} 可退的份数均已使用。"
