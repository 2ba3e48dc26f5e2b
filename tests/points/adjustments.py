"""Corrections by hand on paper: one person proposes, another decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from points.accounts import Account, No
from points.people import People

from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.events.accounts import AdjustmentKind
from ledger.policy import PointsPolicy
from ledger.recording import Caller

DECIDED_WITHIN = timedelta(days=14)


@dataclass
class Adjustment:
    """What somebody proposed for somebody else's account."""

    name: str
    whose: str
    account: Account
    people: People
    kind: AdjustmentKind
    points: int
    proposer: str
    lapses_at: datetime
    state: str = "proposed"

    @classmethod
    def proposed(cls, command: ProposeAdjustment, account: Account, people: People, by: Caller, now: datetime) -> Self:
        whose, kind, points = command.employee, command.kind, command.points
        proposer = decider(by, whose, people)
        if kind == "waive" and points > account.debt:
            raise No("DEBT_SMALLER")
        return cls("", whose, account, people, kind, points, proposer, now + DECIDED_WITHIN)

    def approve(self, by: Caller, now: datetime, rules: PointsPolicy) -> None:
        approver = decider(by, self.whose, self.people)
        self.undecided()
        if approver == self.proposer:
            raise No("PROPOSER_CANNOT_APPROVE")
        decider(by, self.proposer, self.people)
        if now >= self.lapses_at:
            raise No("PROPOSAL_LAPSED")
        if self.kind == "waive":
            self.account.waive(self.points)
        elif self.kind == "deduct":
            self.account.deduct(self.points, now)
        else:
            self.account.earn(f"adjustment/adjustment:{self.name}", self.points, now, rules)
        self.state = "approved"

    def reject(self, by: Caller) -> None:
        decider(by, self.whose, self.people)
        self.undecided()
        self.state = "rejected"

    def undecided(self) -> None:
        if self.state != "proposed":
            raise No("PROPOSAL_DECIDED")


def decider(by: Caller, whose: str, people: People) -> str:
    """Who decides about somebody: a person, another one, and nobody of theirs."""
    who = by.on_behalf_of
    if who is None:
        raise No("APPROVER_UNNAMED")
    if who == whose:
        raise No("SELF_ACTION_FORBIDDEN")
    if whose in people.bosses(who):
        raise No("APPROVER_REPORTS_TO_REQUESTER")
    return who
