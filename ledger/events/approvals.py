"""Facts about who answers for whom, and what approvers said."""

from typing import Literal

from ledger.events.fact import Event
from ledger.vocabulary import ApprovalStep, Id, Moment, ReasonCode

# Who spoke: whoever holds the step, a deputy of that person, or HR because nobody else may.
Capacity = Literal["holder", "deputy", "hr"]


class ManagerAssigned(Event):
    """Lin reports to Wu from now on."""

    employee: Id
    manager: Id


class BranchHeadAppointed(Event):
    """Qian heads the Chengdu branch from now on."""

    branch: Id
    head: Id


class DeputyAppointed(Event):
    """While Wu is away, from 1 to 14 August, Zhao approves in Wu's place."""

    employee: Id
    deputy: Id
    since: Moment
    until: Moment


class DeputyWithdrawn(Event):
    """Wu is back early: Zhao approves nothing more in Wu's place."""

    employee: Id
    deputy: Id


class RedemptionApproved(Event):
    """Zhao, deputising for Wu, approved Lin's request as its line manager would."""

    redemption: Id
    employee: Id
    reward: Id
    step: ApprovalStep
    approver: Id
    capacity: Capacity
    # Whom a deputy stands for.
    stands_for: Id | None = None


class RedemptionRejected(Event):
    """Wu said no to Lin's request; what it held is given back by the cancellation that follows."""

    redemption: Id
    employee: Id
    reward: Id
    step: ApprovalStep
    approver: Id
    capacity: Capacity
    stands_for: Id | None = None
    because: ReasonCode


class RedemptionLapsed(Event):
    """Nobody approved Lin's request in time; what it held is given back by the cancellation that follows."""

    redemption: Id
    employee: Id
    reward: Id
