"""Ways to say no about responsibility that passes to another."""

from ledger.refusals.refused import Conflict, Forbidden, NotFound, Unacceptable


class TransferUnknown(NotFound):
    """Nobody proposed a transfer {transfer}."""

    zh = "没有提出过交接 {transfer}。"


class TransferDecided(Conflict):
    """Transfer {transfer} is {state} already."""

    zh = "交接 {transfer} 当前状态为 {state}。"


class TransferLapsed(Conflict):
    """Transfer {transfer} lapsed on {lapsed_at}; propose it again."""

    zh = "交接 {transfer} 已于 {lapsed_at} 失效，请重新提出。"


class TransferProposerCannotApprove(Forbidden):
    """Whoever proposed transfer {transfer} cannot approve it."""

    zh = "交接 {transfer} 的提出人不能批准。"


class TransferEmpty(Unacceptable):
    """Nothing that {employee} is responsible for would pass to {successor}."""

    zh = "没有任何职责从 {employee} 交接给 {successor}。"


class NotResponsible(Conflict):
    """{employee} is not the {role} of {subject}, so nobody can take that over."""

    zh = "{employee} 不是 {subject} 的 {role}，无法交接。"
