"""Ways to say no about statements of account."""

from ledger.refusals.refused import Unacceptable


class StatementTooLong(Unacceptable):
    """The period has more than {limit} entries; ask for a shorter one."""

    zh = "该期间的明细超过 {limit} 条；请缩短期间。"


class StatementReversed(Unacceptable):
    """A period ends after it begins."""

    zh = "期间的结束必须晚于开始。"
