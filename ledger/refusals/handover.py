"""Ways to say no about handing facts over to other systems."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class SubscriberUnknown(NotFound):
    """No system is subscribed under the name {subscriber}."""

    zh = "没有名为 {subscriber} 的订阅方。"


class SubscriberExists(Conflict):
    """A system is subscribed under the name {subscriber} already."""

    zh = "已有名为 {subscriber} 的订阅方。"


class SubscribersFull(Conflict):
    """There are {limit} subscribers, and one sender tells no more."""

    zh = "已有 {limit} 个订阅方，不能再增加。"


class WebhookUrlRefused(Unacceptable):
    """Nobody is told at this URL: {why}."""

    zh = "不能投递到该地址：{why_zh}。"


class TypeNotHandedOver(Unacceptable):
    """Facts of the type {type} do not leave; those that may are {may}."""

    zh = "类型为 {type} 的事实不得外送；可外送的类型：{may}。"


class PositionNotReached(Unacceptable):
    """The log has not reached position {position}; it is at {head}."""

    zh = "日志尚未到达位置 {position}，当前位置为 {head}。"


class SpanEmpty(Unacceptable):
    """There is no day from {since} to before {until}."""

    zh = "从 {since} 到 {until} 之前没有任何一天。"


class DeadLetterUnknown(NotFound):
    """No delivery of position {position} to {subscriber} was given up."""

    zh = "向 {subscriber} 投递位置 {position} 并未被放弃。"


class LetterUnknown(NotFound):
    """No letter at position {position} was given up."""

    zh = "位置 {position} 没有被放弃的邮件。"
