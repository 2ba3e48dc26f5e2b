"""Ways to say no about periods, and to what is dated in one that is not open."""

from ledger.refusals.refused import Conflict


class PeriodNotOver(Conflict):
    """Period {period} is not over yet."""

    zh = "期间 {period} 尚未结束。"


class PeriodAlreadySealed(Conflict):
    """Period {period} was sealed as of position {as_of}; what came to light since belongs to an open period."""

    zh = "期间 {period} 已于位置 {as_of} 封存，之后发现的变动应记入未封存的期间。"


class PeriodSealed(Conflict):
    """Period {period} is closed: nothing new is recorded in it. Correct what is there, or date it in {open}."""

    zh = "期间 {period} 已封存，不再接受新记录。请更正原有记录（保留原日期，记入 {open}），或将日期改在 {open} 之内。"


class PeriodClosing(Conflict):
    """Period {period} is being closed, and takes nothing of this kind. Have the closing given up, or wait for it."""

    zh = "期间 {period} 正在结账，暂不接受此类记录。请先撤回结账，或等结账完成后再更正。"


class PeriodNotOpen(Conflict):
    """Period {period} cannot begin to be closed: it is {stage}."""

    zh = "期间 {period} 不能开始结账：当前状态为 {stage}。"


class PeriodNotClosing(Conflict):
    """Period {period} is {stage}: only one that is being closed can be closed or reopened."""

    zh = "期间 {period} 的状态为 {stage}：只有正在结账的期间才能封存或撤回。"


class PeriodOutOfOrder(Conflict):
    """Period {period} cannot be closed any more: {later}, which comes after it, is closed or being closed."""

    zh = "期间 {period} 不能再结账：其后的 {later} 已封存或正在结账。"


class PeriodNotClosed(Conflict):
    """Period {period} is {stage}: it is sealed, and credits are carried over, once two people have closed it."""

    zh = "期间 {period} 的状态为 {stage}：须经两人结账后才能封存并结转。"


class CarryOverUnfinished(Conflict):
    """Period {period} cannot begin to be closed while {earlier} is {stage}: finish that, or have it given up, first."""

    zh = "{earlier} 的状态为 {stage}，须先完成或撤回，才能开始 {period} 的结账。"


class CarryOverDone(Conflict):
    """The credits of {period} are carried over already, up to {upto}."""

    zh = "期间 {period} 的学分已结转至 {upto}。"


class PeriodEmpty(Conflict):
    """Nobody has a fact in period {period} or before: there is nothing to seal."""

    zh = "期间 {period} 及之前没有任何人的事实，无可封存。"


class TotalsAlreadyRecorded(Conflict):
    """The control totals of {period} are recorded already, up to position {last}."""

    zh = "{period} 的控制总数已记录，截至位置 {last}。"


class TotalsOutOfOrder(Conflict):
    """The control totals of {period} must begin at position {expected}, not {first}."""

    zh = "{period} 的控制总数应从位置 {expected} 开始，而非 {first}。"
