"""Ways to say no to a request, whatever it asks for."""

from ledger.refusals.refused import Conflict, Unanswered


class IdempotencyConflict(Conflict):
    """This Idempotency-Key was used before with another body."""

    zh = "该 Idempotency-Key 已用于另一个请求内容。"


class Contended(Unanswered):
    """The facts kept moving while this was decided; try again with the same key."""

    zh = "数据正在频繁变动，请用同一个键重试。"


class Overloaded(Unanswered):
    """Too many commands are waiting; try again with the same key."""

    zh = "等待处理的命令过多，请用同一个键重试。"
