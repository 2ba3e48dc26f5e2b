"""Ways to say no about corrections by hand and about accounts that end."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class AdjustmentBatchUnknown(NotFound):
    """Nobody proposed adjustments under the name {batch}."""

    zh = "没有以批次 {batch} 提出过调整。"


class DebtSmaller(Conflict):
    """{employee} owes {debt} points, so {points} cannot be waived."""

    zh = "员工 {employee} 欠 {debt} 积分，不能豁免 {points}。"


class AlreadyLeaving(Conflict):
    """{employee} leaves already; the last day is {last_day}."""

    zh = "员工 {employee} 已办理离职，最后工作日为 {last_day}。"


class LastDayTooFar(Unacceptable):
    """The last day {last_day} is more than a year ahead."""

    zh = "最后工作日 {last_day} 在一年以后。"


class NotLeaving(Conflict):
    """{employee} does not leave."""

    zh = "员工 {employee} 没有离职。"


class AccountAlreadySettled(Conflict):
    """The account of {employee} is settled already."""

    zh = "员工 {employee} 的账户已结清。"


class GraceNotOver(Conflict):
    """The account of {employee} is settled on {settles_at}, not before."""

    zh = "员工 {employee} 的账户将于 {settles_at} 结清，不能提前。"
