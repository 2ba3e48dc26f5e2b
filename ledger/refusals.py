"""Every way to say no.

Refused
├── NotFound      there is no such thing               CourseUnknown, SessionUnknown, RewardUnknown, ...
├── Forbidden     you may not                          SelfActionForbidden, MarkerNotAuthorised
├── Conflict      not as things stand                  StockExhausted, SessionNotOpen, AlreadyCheckedIn, ...
├── Unacceptable  what was said cannot be true         CodeInvalid, CodeReplayed, TimesReversed, ...
└── Unanswered    try again: nothing was decided       Contended, Overloaded

The class name is the stable code (`StockExhausted` is `STOCK_EXHAUSTED`); the docstring is the English sentence,
`zh` the Chinese one. Details are ids and numbers only: a refusal is recorded, and free text is personal data.
"""

import re
from typing import ClassVar

Detail = str | int | None

REFUSALS: dict[str, type["Refused"]] = {}


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The request was refused."""

    zh: ClassVar[str] = "请求被拒绝。"
    code: ClassVar[str] = "REFUSED"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).upper()
        REFUSALS[cls.code] = cls

    def __init__(self, **details: Detail) -> None:
        self.details = details
        super().__init__(self.en())

    def en(self) -> str:
        """Say it in English."""
        return (type(self).__doc__ or "").format_map(_Known(self.details))

    def chinese(self) -> str:
        """Say it in Chinese."""
        return self.zh.format_map(_Known(self.details))


class _Known(dict[str, Detail]):
    """A sentence about an older refusal may name a detail that was not recorded then."""

    def __missing__(self, key: str) -> str:
        return "?"


class NotFound(Refused):
    """There is no such thing."""

    zh = "不存在。"


class Forbidden(Refused):
    """You may not do this."""

    zh = "无权执行此操作。"


class Conflict(Refused):
    """This cannot be done as things stand."""

    zh = "当前状态下无法执行。"


class Unacceptable(Refused):
    """What was said cannot be true."""

    zh = "提交的内容不成立。"


class Unanswered(Refused):
    """Nothing was decided; try again with the same key."""

    zh = "尚未作出决定，请用同一个键重试。"


# Requests


class IdempotencyConflict(Conflict):
    """This Idempotency-Key was used before with another body."""

    zh = "该 Idempotency-Key 已用于另一个请求内容。"


class Contended(Unanswered):
    """The facts kept moving while this was decided; try again with the same key."""

    zh = "数据正在频繁变动，请用同一个键重试。"


class Overloaded(Unanswered):
    """Too many commands are waiting; try again with the same key."""

    zh = "等待处理的命令过多，请用同一个键重试。"


# People and courses


class AlreadyJoined(Conflict):
    """Employee {employee} already belongs to branch {branch}."""

    zh = "员工 {employee} 已属于分支机构 {branch}。"


class CourseUnknown(NotFound):
    """There is no course {course}."""

    zh = "课程 {course} 不存在。"


class CourseAlreadyListed(Conflict):
    """Course {course} is in the catalogue already."""

    zh = "课程 {course} 已在目录中。"


class CourseIsRetired(Conflict):
    """Course {course} is retired."""

    zh = "课程 {course} 已停用。"


class NothingToRevise(Conflict):
    """Course {course} already reads like this."""

    zh = "课程 {course} 的内容没有变化。"


# Sessions


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


# Attendance


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


# Ratings


class RatingNotAllowed(Conflict):
    """Only those whose attendance of session {session} was verified may rate it."""

    zh = "只有经核定出席场次 {session} 的学员可以评分。"


class AlreadyRated(Conflict):
    """Employee {employee} rated session {session} already."""

    zh = "员工 {employee} 已对场次 {session} 评分。"


class RatingIsClosed(Conflict):
    """The rating of session {session} is closed."""

    zh = "场次 {session} 的评分已结束。"


class TooFewRatings(Conflict):
    """Session {session} has {ratings} ratings; {wanted} are needed to close its rating."""

    zh = "场次 {session} 只有 {ratings} 个评分，至少需要 {wanted} 个。"


# Learning elsewhere


class CompletionAlreadyRecorded(Conflict):
    """Completion {completion} is recorded already."""

    zh = "完成记录 {completion} 已存在。"


class CompletionUnknown(NotFound):
    """There is no completion {completion} of {employee}."""

    zh = "没有员工 {employee} 的完成记录 {completion}。"


class StatementConflict(Conflict):
    """Statement {statement} was received already with another content."""

    zh = "语句 {statement} 已收到，但内容不同。"


# Points and rewards


class RewardUnknown(NotFound):
    """There is no reward {reward}."""

    zh = "奖品 {reward} 不存在。"


class RewardAlreadyListed(Conflict):
    """Reward {reward} is listed already."""

    zh = "奖品 {reward} 已上架。"


class PriceUnchanged(Conflict):
    """Reward {reward} costs {price} points already."""

    zh = "奖品 {reward} 的价格已是 {price} 积分。"


class StockExhausted(Conflict):
    """No unit of reward {reward} is left."""

    zh = "奖品 {reward} 已兑完。"


class PointsInsufficient(Conflict):
    """Reward {reward} costs {price} points; {short_by} are missing."""

    zh = "奖品 {reward} 需要 {price} 积分，还差 {short_by}。"


class RedemptionUnknown(NotFound):
    """There is no redemption {redemption}."""

    zh = "兑换 {redemption} 不存在。"


class RedemptionSettled(Conflict):
    """Redemption {redemption} is {state} already."""

    zh = "兑换 {redemption} 当前状态为 {state}。"


class NothingExpired(Conflict):
    """No points of {employee} have reached their date."""

    zh = "员工 {employee} 没有到期的积分。"


# The log itself


class AnchorNotNewer(Conflict):
    """Log {log} is anchored at {anchored} facts already; {size} are not more."""

    zh = "日志 {log} 已锚定至 {anchored} 条事实，{size} 条并不更多。"


class KeyNotSigning(Conflict):
    """Log {log} is signed by {signing}; {key} cannot hand it on."""

    zh = "日志 {log} 由 {signing} 签名，{key} 不能移交。"
