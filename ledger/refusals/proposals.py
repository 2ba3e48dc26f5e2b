"""Ways to say no about what one person proposes and another decides."""

from ledger.refusals.refused import Conflict, Forbidden, NotFound


class ProposalUnknown(NotFound):
    """Nobody proposed {proposal}."""

    zh = "没有提出过 {proposal}。"


class ProposalDecided(Conflict):
    """Proposal {proposal} is {state} already."""

    zh = "提案 {proposal} 当前状态为 {state}。"


class ProposalLapsed(Conflict):
    """Proposal {proposal} lapsed on {lapsed_at}; propose it again."""

    zh = "提案 {proposal} 已于 {lapsed_at} 失效，请重新提出。"


class ProposerCannotApprove(Forbidden):
    """Whoever proposed {proposal} cannot approve it."""

    zh = "{proposal} 的提出人不能批准。"
