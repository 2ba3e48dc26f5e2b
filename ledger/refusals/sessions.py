"""Ways to say no about sessions."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class SessionUnknown(NotFound):
    """There is no session {session}."""

    zh = "场次 {session} 不存在。"


class SessionAlreadyScheduled(Conflict):
    """Session {session} is scheduled already."""

    zh = "场次 {session} 已排期。"


class TimesReversed(Unacceptable):
    """An end lies before its beginning, or more than a day after it."""

    zh = "结束时间早于开始时间，或相隔超过一天。"


class SessionNotOpen(Conflict):
    """Session {session} is {state}, not open."""

    zh = "场次 {session} 当前状态为 {state}，未开放。"


class SessionOver(Conflict):
    """Session {session} is {state}; nothing more can be changed about it this way."""

    zh = "场次 {session} 已{state}，不能再这样更改。"


class SessionNotEnded(Conflict):
    """Session {session} has not ended; it can be closed from {ends_at} on."""

    zh = "场次 {session} 尚未结束，{ends_at} 之后方可关闭。"


class SessionFull(Conflict):
    """All {seats} seats of session {session} are taken."""

    zh = "场次 {session} 的 {seats} 个名额已满。"


class TrainerAlreadyAssigned(Conflict):
    """Employee {trainer} already teaches session {session}."""

    zh = "{trainer} 已是场次 {session} 的讲师。"


class AlreadyEnrolled(Conflict):
    """Employee {employee} is enrolled in session {session} already."""

    zh = "员工 {employee} 已报名场次 {session}。"


class NotOnRoster(Conflict):
    """Employee {employee} is not enrolled in session {session}."""

    zh = "员工 {employee} 不在场次 {session} 的名单上。"


class TrainerCannotAttend(Conflict):
    """Employee {employee} teaches session {session} and cannot also attend it."""

    zh = "员工 {employee} 是场次 {session} 的讲师，不能同时作为学员。"


class PauseMisplaced(Unacceptable):
    """A pause of session {session} lies between two times of teaching, apart from its other pauses."""

    zh = "场次 {session} 的休息时间必须位于授课时间之内，且不与其他休息时间重叠。"
