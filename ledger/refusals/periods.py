"""Ways to say no about periods."""

from ledger.refusals.refused import Conflict


class PeriodNotOver(Conflict):
    """Period {period} is not over yet."""

    zh = "期间 {period} 尚未结束。"


class PeriodAlreadySealed(Conflict):
    """Period {period} was sealed as of position {as_of}; what came to light since belongs to an open period."""

    zh = "期间 {period} 已于位置 {as_of} 封存，之后发现的变动应记入未封存的期间。"


class PeriodEmpty(Conflict):
    """Nobody has a fact in period {period} or before: there is nothing to seal."""

    zh = "期间 {period} 及之前没有任何人的事实，无可封存。"


class TotalsAlreadyRecorded(Conflict):
    """The control totals of {period} are recorded already, up to position {last}."""

    zh = "{period} 的控制总数已记录，截至位置 {last}。"


class TotalsOutOfOrder(Conflict):
    """The control totals of {period} must begin at position {expected}, not {first}."""

    zh = "{period} 的控制总数应从位置 {expected} 开始，而非 {first}。"
