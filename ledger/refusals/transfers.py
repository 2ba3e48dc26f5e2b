"""Ways to say no about responsibility that passes to another."""

from ledger.refusals.refused import Conflict, Unacceptable


class TransferEmpty(Unacceptable):
    """Nothing that {employee} is responsible for would pass to {successor}."""

    zh = "没有任何职责从 {employee} 交接给 {successor}。"


class NotResponsible(Conflict):
    """{employee} is not the {role} of {subject}, so nobody can take that over."""

    zh = "{employee} 不是 {subject} 的 {role}，无法交接。"
