"""Ways to say no about what was learnt elsewhere."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class CompletionAlreadyRecorded(Conflict):
    """Completion {completion} is recorded already."""

    zh = "完成记录 {completion} 已存在。"


class CompletionUnknown(NotFound):
    """There is no completion {completion} of {employee}."""

    zh = "没有员工 {employee} 的完成记录 {completion}。"


class StatementConflict(Conflict):
    """Statement {statement} was received already with another content."""

    zh = "语句 {statement} 已收到，但内容不同。"


class ScoreOffScale(Unacceptable):
    """The score does not lie on its scale, or the scale has no length."""

    zh = "成绩不在其评分区间内，或评分区间无效。"
