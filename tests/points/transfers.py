"""Transfers of responsibility on paper: one person proposes, another decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from points.accounts import No
from points.adjustments import decider
from points.people import People

from ledger.decisions.propose_transfer import ProposeTransfer
from ledger.recording import Caller

DECIDED_WITHIN = timedelta(days=14)
Passing = tuple[str, str]


@dataclass
class Transfer:
    """What somebody proposed to hand over."""

    name: str
    command: ProposeTransfer
    people: People
    begins_at: datetime
    proposer: str
    lapses_at: datetime
    state: str = "proposed"

    @classmethod
    def proposed(cls, command: ProposeTransfer, people: People, by: Caller, now: datetime) -> Self:
        if by.on_behalf_of is None:
            raise No("APPROVER_UNNAMED")
        if command.successor == command.employee:
            raise No("SELF_ACTION_FORBIDDEN")
        made = cls("", command, people, command.begins_at or now, by.on_behalf_of, now + DECIDED_WITHIN)
        passes = made.passes(max(made.begins_at, now))
        if any(one not in passes for one in made.named()):
            raise No("NOT_RESPONSIBLE")
        if not any(passes.values()):
            raise No("TRANSFER_EMPTY")
        return made

    def named(self) -> list[Passing]:
        said = self.command
        return [
            *(("report", one) for one in said.reports),
            *(("branch", one) for one in said.branches),
            *(("deputy", one) for one in said.stands_in_for),
        ]

    def passes(self, at: datetime) -> dict[Passing, str | None]:
        """Who has what then; nobody where a person who takes over from their own manager has none above."""
        old, new, people = self.command.employee, self.command.successor, self.people
        found: dict[Passing, str | None] = {}
        for kind, subject in self.named():
            if kind == "report" and people.manager(subject, at) == old:
                to = people.manager(old, at) if subject == new else new
                if subject != new and subject in people.bosses(new):
                    raise No("REPORTING_CIRCLE")
                found[kind, subject] = to
            elif kind == "branch" and people.headed(subject, at) == old:
                found[kind, subject] = new
            elif kind == "deputy" and subject != new and old in people.of[subject].deputies:
                _, until = people.of[subject].deputies[old]
                if until > at:
                    found[kind, subject] = new
        return found

    def decided_by(self, by: Caller) -> str:
        who = decider(by, self.command.employee, self.people)
        if self.state != "proposed":
            raise No("PROPOSAL_DECIDED")
        return who

    def approve(self, by: Caller, now: datetime) -> None:
        if self.decided_by(by) == self.proposer:
            raise No("PROPOSER_CANNOT_APPROVE")
        decider(by, self.proposer, self.people)
        if now >= self.lapses_at:
            raise No("PROPOSAL_LAPSED")
        decider(by, self.command.successor, self.people)
        at = max(self.begins_at, now)
        passes = self.passes(at)
        if not any(passes.values()):
            raise No("TRANSFER_EMPTY")
        for (kind, subject), to in passes.items():
            if to is not None:
                self.hand_over(kind, subject, to, at)
        self.state = "approved"

    def hand_over(self, kind: str, subject: str, to: str, at: datetime) -> None:
        if kind == "report":
            self.people.of[subject].led.append((at, to))
        elif kind == "branch":
            self.people.heads[subject].append((at, to))
        else:
            deputies = self.people.of[subject].deputies
            since, until = deputies.pop(self.command.employee)
            if since < at:
                deputies[self.command.employee] = since, at
            deputies[to] = max(since, at), until

    def reject(self, by: Caller) -> None:
        self.decided_by(by)
        decider(by, self.command.successor, self.people)
        self.state = "rejected"
