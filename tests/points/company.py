"""Steps about who works where, who reports to whom and who stands in."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from points.accounts import day_of
from points.learning import Learning
from points.scene import people

from ledger.decisions.appoint_branch_head import AppointBranchHead
from ledger.decisions.appoint_deputy import AppointDeputy
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.settle_account import SettleAccount
from ledger.decisions.withdraw_deputy import WithdrawDeputy

branches = st.sampled_from(("CD", "XA"))
changes = st.one_of(
    st.tuples(st.just("join"), people, branches),
    st.tuples(st.just("assign"), people, st.sampled_from(("engineer", "cook"))),
    st.tuples(st.just("report"), people, people),
    st.tuples(st.just("head"), branches, people),
    st.tuples(st.just("appoint"), people, people, st.integers(-2, 5), st.sampled_from((-1, 1, 5, 30))),
    st.tuples(st.just("withdraw"), people, people),
    st.tuples(st.just("leave"), people, st.sampled_from((-40, -1, 0, 20, 367))),
)


class Company(Learning):
    """Whom a reward is for and who has a say depend on this."""

    @rule(change=changes)
    def reorganise(self, change: tuple[Any, ...]) -> None:
        getattr(self, change[0])(*change[1:])

    def join(self, who: str, branch: str) -> None:
        self.ask(JoinBranch(employee=who, branch=branch), lambda: self.oracle.join(who, branch, self.spec.now))

    def assign(self, who: str, position: str) -> None:
        command = AssignPosition(employee=who, position=position)
        self.ask(command, lambda: self.oracle.people.assign(who, position, self.spec.now))

    def report(self, who: str, manager: str) -> None:
        self.ask(AssignManager(employee=who, manager=manager), lambda: self.oracle.people.report(who, manager))

    def head(self, branch: str, who: str) -> None:
        self.ask(AppointBranchHead(branch=branch, head=who), lambda: self.oracle.people.head(branch, who))

    def appoint(self, who: str, deputy: str, begins: int, ends: int) -> None:
        now = self.spec.now
        since, until = now + timedelta(days=begins), now + timedelta(days=ends)
        command = AppointDeputy(employee=who, deputy=deputy, since=since, until=until)
        self.ask(command, lambda: self.oracle.people.appoint(who, deputy, since, until, now))

    def withdraw(self, who: str, deputy: str) -> None:
        self.ask(WithdrawDeputy(employee=who, deputy=deputy), lambda: self.oracle.people.withdraw(who, deputy))

    def leave(self, who: str, days: int) -> None:
        today = day_of(self.spec.now)
        last = today + timedelta(days=days)
        command = LeaveCompany(employee=who, last_day=last.isoformat())
        self.ask(command, lambda: self.oracle.leave(who, last, today))

    @rule(who=people)
    def settle(self, who: str) -> None:
        self.ask(SettleAccount(employee=who), lambda: self.oracle.settle(who, self.spec.now))
