"""Ways to say no about attendance."""

from ledger.refusals.refused import Conflict, Forbidden, NotFound, Unacceptable


class AlreadyCheckedIn(Conflict):
    """Employee {employee} checked in to session {session} already."""

    zh = "员工 {employee} 已在场次 {session} 签到。"


class AlreadyCheckedOut(Conflict):
    """Employee {employee} checked out of session {session} already."""

    zh = "员工 {employee} 已在场次 {session} 签退。"


class NotCheckedIn(Conflict):
    """Employee {employee} has not checked in to session {session}."""

    zh = "员工 {employee} 尚未在场次 {session} 签到。"


class CheckOutBeforeCheckIn(Unacceptable):
    """The check-out of {employee} from session {session} lies before the check-in."""

    zh = "员工 {employee} 在场次 {session} 的签退时间早于签到时间。"


class OutsideSession(Unacceptable):
    """This moment is too far from the times of session {session}."""

    zh = "该时间与场次 {session} 的时间相差过大。"


class InTheFuture(Unacceptable):
    """What has not happened yet cannot be recorded."""

    zh = "尚未发生的事情不能记录。"


class CodeRequired(Unacceptable):
    """A check by qr needs the rotating code shown for this person."""

    zh = "二维码签到需要本人的动态码。"


class CodeInvalid(Unacceptable):
    """The code is wrong, somebody else's, or no longer shown."""

    zh = "动态码错误、不属于本人或已过期。"


class CodeReplayed(Unacceptable):
    """The code was used already; each is good for one check."""

    zh = "动态码已被使用，每个码只能使用一次。"


class MarkerNotAuthorised(Forbidden):
    """Only the session's trainer or an operator may mark attendance by hand, and never the learner."""

    zh = "只有该场次讲师或管理员可以手工登记考勤，学员本人不可以。"


class SelfActionForbidden(Forbidden):
    """Nobody does this for themselves."""

    zh = "任何人不得为本人执行此操作。"


class AttendanceUnknown(NotFound):
    """There is no attendance of {employee} in session {session}."""

    zh = "没有员工 {employee} 在场次 {session} 的考勤。"


class AttendanceNotVerified(Conflict):
    """The attendance of {employee} in session {session} is not verified yet; close the session first."""

    zh = "员工 {employee} 在场次 {session} 的考勤尚未核定，请先关闭场次。"


class AlreadyReversed(Conflict):
    """This was reversed already."""

    zh = "已经冲销，不能重复冲销。"


class NothingToCorrect(Conflict):
    """The correction says what is recorded already."""

    zh = "更正内容与已有记录相同。"


class MinutesExceedSession(Unacceptable):
    """Nobody can have been in session {session} for {minutes} minutes; its doors are open for {most}."""

    zh = "场次 {session} 仅开放 {most} 分钟，出席时长不可能为 {minutes} 分钟。"
