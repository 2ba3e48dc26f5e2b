"""What a refusal is, and its five kinds."""

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
