"""Ways to say no about branches, careers and absences."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class BranchUnknown(NotFound):
    """Nobody opened branch {branch} by {since}; open it first."""

    zh = "分支机构 {branch} 在 {since} 尚未设立，请先设立。"


class BranchAlreadyOpen(Conflict):
    """Branch {branch} is open already; move it, or close it first."""

    zh = "分支机构 {branch} 已设立；可调整其上级，或先关闭。"


class BranchCycle(Conflict):
    """Branch {parent} is {branch} or lies under it, so {branch} cannot lie under {parent}; move {parent} away first."""

    zh = "{parent} 是 {branch} 本身或其下级机构，不能成为 {branch} 的上级；请先调整 {parent}。"


class BranchUnmoved(Conflict):
    """Branch {branch} lies there already."""

    zh = "分支机构 {branch} 的上级没有变化。"


class BranchNotEmpty(Conflict):
    """{people} people work in branch {branch}, {employee} among them; move them first."""

    zh = "分支机构 {branch} 尚有 {people} 名员工（如 {employee}），请先调动。"


class BranchHasBranches(Conflict):
    """Branch {under} lies under {branch}; move or close it first."""

    zh = "分支机构 {branch} 下设有 {under}，请先调整或关闭。"


class BranchNotOpen(Conflict):
    """Branch {branch} takes nobody from {since} on, because it is closed or opens later; open it, or name another."""

    zh = "分支机构 {branch} 自 {since} 起不接收人员（已关闭或尚未设立）；请先设立，或改选其他机构。"


class NotEmployed(Conflict):
    """{employee} does not work here on {since}; record the joining first, or a later day."""

    zh = "员工 {employee} 在 {since} 不在职；请先登记入职，或改为在职期间的日期。"


class JoinedBeforeLeaving(Conflict):
    """{employee}'s last day is {last_day}: a return comes after it, and where they worked before it is a move."""

    zh = "员工 {employee} 的最后工作日为 {last_day}：返聘须晚于该日，此前的变动请登记为调动。"


class LeftBeforeLater(Conflict):
    """{employee} joined, moved or changed position on {later}, after the last day {last_day}; name a later last day."""

    zh = "员工 {employee} 在 {later} 另有入职、调动或岗位变动，晚于最后工作日 {last_day}；请改为更晚的日期。"


class AbsenceKindUnknown(Unacceptable):
    """The policy knows no absence {kind}; it knows {known}."""

    zh = "政策中没有缺勤类别 {kind}；可用类别：{known}。"


class AbsenceReversed(Unacceptable):
    """An absence ends on {last_day}, before it begins on {first_day}; swap the days."""

    zh = "缺勤的结束日 {last_day} 早于开始日 {first_day}，请调换。"


class AbsenceTooLong(Unacceptable):
    """An absence lasts {days} days at most; record the rest as another."""

    zh = "一次缺勤最长 {days} 天，其余请另行登记。"


class AbsencesOverlap(Conflict):
    """{employee} is away from {first_day} to {last_day} already, absence {absence}; void it, or name other days."""

    zh = "员工 {employee} 在 {first_day} 至 {last_day} 已登记缺勤 {absence}；请先作废，或改选日期。"


class AbsenceUnknown(NotFound):
    """{employee} has no absence {absence}."""

    zh = "员工 {employee} 没有缺勤记录 {absence}。"
