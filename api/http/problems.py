"""What can be wrong with a request before the ledger hears of it, in the same words as its refusals.

A problem has a stable code (the class name), a status, an English and a Chinese sentence, like every `Refused`.
"""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from ledger.refusals.refused import REFUSALS, Detail, Refused

PROBLEMS: dict[str, type["Unserved"]] = {}


class FieldError(NamedTuple):
    """One field that cannot be accepted: where, what about it, and a code that does not change."""

    loc: tuple[str | int, ...]
    message: str
    code: str


class Unserved(Refused):
    """The request could not be served."""

    zh = "请求无法处理。"
    status: ClassVar[int] = 400

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).upper()
        PROBLEMS[cls.code] = cls

    def __init__(
        self,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
        **details: Detail,
    ) -> None:
        super().__init__(**details)
        self.errors = errors
        self.headers = headers or {}


# No refusal of the ledger's own: what goes wrong before a decision is never recorded.
del REFUSALS[Unserved.code]


# The envelope of the request


class TokenMissing(Unserved):
    """The request carries no service token; send `Authorization: Bearer merit_...`."""

    zh = "请求未携带服务令牌；请发送 `Authorization: Bearer merit_...`。"
    status = 401


class TokenUnknown(Unserved):
    """The service token is unknown, expired or revoked."""

    zh = "服务令牌不存在、已过期或已吊销。"
    status = 401


class RoleNotAllowed(Unserved):
    """The role {role} may not do this."""

    zh = "角色 {role} 无权执行此操作。"
    status = 403


class NotThisPerson(Unserved):
    """The application acts for one person here and may not name another."""

    zh = "应用当前代表某一员工，不能操作他人的数据。"
    status = 403


class RouteUnknown(Unserved):
    """There is nothing at this address."""

    zh = "该地址不存在。"
    status = 404


class MethodNotAllowed(Unserved):
    """This address does not take this method; see the Allow header."""

    zh = "该地址不支持此方法，请查看 Allow 响应头。"
    status = 405


class NotAcceptable(Unserved):
    """Answers are JSON, which the Accept header rules out."""

    zh = "响应为 JSON 格式，与 Accept 请求头不符。"
    status = 406


class RequestTooSlow(Unserved):
    """The request body did not arrive in time."""

    zh = "请求内容未能及时到达。"
    status = 408


class BodyTooLarge(Unserved):
    """The request body is larger than {limit} bytes."""

    zh = "请求内容超过 {limit} 字节。"
    status = 413


class MediaTypeUnsupported(Unserved):
    """The request body must be `application/json` in UTF-8."""

    zh = "请求内容必须是 UTF-8 编码的 `application/json`。"
    status = 415


# The body as JSON


class JsonInvalid(Unserved):
    """The request body is not JSON."""

    zh = "请求内容不是合法的 JSON。"


class JsonKeyRepeated(Unserved):
    """An object in the request body has the same key twice."""

    zh = "请求内容中的对象含有重复的键。"


class JsonTooDeep(Unserved):
    """The request body is nested deeper than {limit} levels."""

    zh = "请求内容的嵌套超过 {limit} 层。"


class JsonNumberInvalid(Unserved):
    """The request body has a number that is not one: NaN, Infinity or far too many digits."""

    zh = "请求内容含有非法数字：NaN、Infinity 或位数过多。"


# The words of the request


class RequestInvalid(Unserved):
    """Some fields cannot be accepted; `errors` names them."""

    zh = "部分字段不符合要求，详见 `errors`。"
    status = 422


class CursorInvalid(Unserved):
    """The cursor is not one that this list gave out."""

    zh = "游标无效，不是该列表返回的游标。"
    status = 422


class PositionUnknown(Unserved):
    """The log has no such position."""

    zh = "日志中没有该位置。"
    status = 404


class NotSealedYet(Unserved):
    """Position {wanted} is not sealed yet; the log is sealed up to position {sealed}."""

    zh = "位置 {wanted} 尚未封存，日志已封存到位置 {sealed}。"
    status = 404


class ProblemUnknown(Unserved):
    """There is no problem with this code."""

    zh = "没有该代码的问题说明。"
    status = 404


class RowUnknown(Unserved):
    """There is no such thing, or the view has not heard of it yet; `min_position` waits for it."""

    zh = "不存在，或视图尚未更新；可使用 `min_position` 等待。"
    status = 404


# The server


class Broken(Unserved):
    """Something went wrong on our side; the request id finds it in the log."""

    zh = "服务器内部错误，可凭请求编号在日志中查找。"
    status = 500


class TilesDamaged(Unserved):
    """The files of the sealed log do not lead to the root that was signed; nothing made from them is given out."""

    zh = "封存日志的文件与已签名的根不符，不予提供由其生成的内容。"
    status = 500


class LogUnreachable(Unserved):
    """The log cannot be reached; whether a command was recorded is unknown, so repeat it with the same key."""

    zh = "日志暂时无法访问，命令是否已记录未知，请用同一个键重试。"
    status = 503


class PositionAhead(Unserved):
    """The log itself has not reached position {wanted}; it is at {position}."""

    zh = "日志尚未到达位置 {wanted}，当前位置为 {position}。"
    status = 422


class ViewBehind(Unserved):
    """The view has not reached position {wanted} in time; it is at {position}."""

    zh = "视图未能及时到达位置 {wanted}，当前位置为 {position}。"
    status = 503


class ViewBuilding(Unserved):
    """The view is not there yet: it is being built, or the follower is not running."""

    zh = "视图尚未建立：正在构建，或跟随进程未运行。"
    status = 503


class QueryTooSlow(Unserved):
    """The query took too long and was stopped; ask for less."""

    zh = "查询时间过长，已中止；请缩小范围。"
    status = 503


class NotReady(Unserved):
    """The service is not ready: {reason}."""

    zh = "服务尚未就绪：{reason}。"
    status = 503


def safe(part: str | int) -> str | int:
    """Say where without repeating what: a key of the body may be anything, and is shown only if harmless."""
    if isinstance(part, int) or re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", part):
        return part
    return "?"


def field_errors(errors: Sequence[Any], *before: str | int) -> list[FieldError]:
    """Take over what pydantic found, without the input it found it in."""
    return [
        FieldError((*before, *(safe(part) for part in error["loc"])), error["msg"], error["type"].upper())
        for error in errors[:50]
    ]
