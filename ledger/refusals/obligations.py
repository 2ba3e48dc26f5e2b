"""Ways to say no about required courses and warnings."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class ObligationExists(Conflict):
    """Obligation {obligation} exists already; its terms never change: release it and require the course anew."""

    zh = "必修要求 {obligation} 已存在；其条件不可更改，请先解除再重新设定。"


class ObligationUnknown(NotFound):
    """There is no obligation {obligation}."""

    zh = "必修要求 {obligation} 不存在。"


class ObligationOver(Conflict):
    """Obligation {obligation} is released already."""

    zh = "必修要求 {obligation} 已解除。"


class DeadlineMissing(Unacceptable):
    """A required course has a last day, or so many days after joining."""

    zh = "必修课程须指定截止日期，或入职后的天数。"


class DeadlineBeforeBeginning(Unacceptable):
    """The last day {until} lies before the day {since} from which the course is required."""

    zh = "截止日期 {until} 早于要求生效日期 {since}。"


class NotObliged(Conflict):
    """Employee {employee} does not have to do anything for obligation {obligation}."""

    zh = "员工 {employee} 没有必修要求 {obligation} 的学习义务。"


class WarningNotDue(Conflict):
    """There is nothing to warn {employee} of about obligation {obligation}."""

    zh = "目前无需就必修要求 {obligation} 提醒员工 {employee}。"


class NotBehind(Conflict):
    """There is nothing to warn {employee} of: not behind the line, not here, or told already."""

    zh = "目前无需就学分进度提醒员工 {employee}：进度正常、不在职或已提醒。"
