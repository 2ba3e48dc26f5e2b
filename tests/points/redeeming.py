"""Steps by which points are spent and come back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, multiple, rule
from points.scene import Scene, callers, people, rewards
from specs.spec import OPERATOR
from specs.story import requested

from ledger.decisions.appoint_branch_head import AppointBranchHead
from ledger.decisions.appoint_deputy import AppointDeputy
from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.lapse_redemption import LapseRedemption
from ledger.decisions.record_benefit_used import RecordBenefitUsed
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reject_redemption import RejectRedemption
from ledger.decisions.withdraw_deputy import WithdrawDeputy
from ledger.recording import Caller

redemptions = Bundle("redemptions")
some = st.sampled_from((None, None, 1, 2))
branches = st.sampled_from(("CD", "XA"))


class Redeeming(Scene):
    """A redemption's life, and who has a say in it."""

    @rule(target=redemptions, who=people, reward=rewards, units=st.sampled_from((1, 1, 2)))
    def redeem_simply(self, who: str, reward: str, units: int) -> str | MultipleResults[str]:
        return self.redeem(who, reward, units, None, OPERATOR)

    @rule(
        target=redemptions,
        who=people,
        reward=st.one_of(rewards, st.just("NONE")),
        units=st.sampled_from((1, 1, 1, 2, 3, 12)),
        seen=st.sampled_from((None, None, 30, 450)),
        by=callers,
    )
    def redeem(self, who: str, reward: str, units: int, seen: int | None, by: Caller) -> str | MultipleResults[str]:
        command = RedeemReward(employee=who, reward=reward, units=units, price_seen=seen)
        request = self.ask(command, lambda: self.oracle.redeem(who, reward, units, seen, by, self.spec.now), by=by)
        if request is None:
            return multiple()
        name = requested(self.spec)
        self.oracle.requests[name] = request
        return name

    @rule(name=redemptions, by=callers)
    def approve(self, name: str, by: Caller) -> None:
        self.ask(ApproveRedemption(redemption=name), lambda: self.oracle.approve(name, by, self.spec.now), by=by)

    @rule(name=redemptions)
    def approve_by_whoever_may(self, name: str) -> None:
        """Chance alone would seldom find the way to the end of a chain."""
        request = self.oracle.requests[name]
        while request.state == "requested":
            step = request.steps[len(request.approvers)]
            holder = self.oracle.people.holder(step, request.whose, request.approvers)
            left = [who for who in self.oracle.accounts if who not in (request.whose, *request.approvers)]
            if not left:
                return
            by = Caller("desk", on_behalf_of=holder or left[0], operator=True)
            before = len(request.approvers)
            self.approve(name, by)
            if len(request.approvers) == before:
                return

    @rule(name=redemptions, by=callers)
    def reject(self, name: str, by: Caller) -> None:
        command = RejectRedemption(redemption=name, because="BUDGET")
        self.ask(command, lambda: self.oracle.reject(name, by, self.spec.now), by=by)

    @rule(name=redemptions)
    def lapse(self, name: str) -> None:
        self.ask(LapseRedemption(redemption=name), lambda: self.oracle.lapse(name, self.spec.now))

    @rule(name=redemptions, by=callers)
    def cancel(self, name: str, by: Caller) -> None:
        self.ask(CancelRedemption(redemption=name), lambda: self.oracle.cancel(name, by, self.spec.now), by=by)

    @rule(name=redemptions, units=some)
    def fulfil(self, name: str, units: int | None) -> None:
        self.ask(FulfilRedemption(redemption=name, units=units), lambda: self.oracle.fulfil(name, units))

    @rule(name=redemptions, units=some)
    def use(self, name: str, units: int | None) -> None:
        self.ask(RecordBenefitUsed(redemption=name, units=units), lambda: self.oracle.requests[name].use(units))

    @rule(name=redemptions, units=some)
    def refund(self, name: str, units: int | None) -> None:
        command = RefundRedemption(redemption=name, because="UNUSED", units=units)
        self.ask(command, lambda: self.oracle.refund(name, units, self.spec.now))

    @rule(who=people, branch=branches)
    def join(self, who: str, branch: str) -> None:
        self.ask(JoinBranch(employee=who, branch=branch), lambda: self.oracle.people.join(who, branch))

    @rule(who=people, position=st.sampled_from(("engineer", "cook")))
    def assign(self, who: str, position: str) -> None:
        command = AssignPosition(employee=who, position=position)
        self.ask(command, lambda: self.oracle.people.assign(who, position))

    @rule(who=people, manager=people)
    def report(self, who: str, manager: str) -> None:
        self.ask(AssignManager(employee=who, manager=manager), lambda: self.oracle.people.report(who, manager))

    @rule(branch=branches, who=people)
    def head(self, branch: str, who: str) -> None:
        self.ask(AppointBranchHead(branch=branch, head=who), lambda: self.oracle.people.head(branch, who))

    @rule(who=people, deputy=people, begins=st.integers(-2, 5), ends=st.sampled_from((-1, 1, 5, 30)))
    def appoint(self, who: str, deputy: str, begins: int, ends: int) -> None:
        now = self.spec.now
        since, until = now + timedelta(days=begins), now + timedelta(days=ends)
        command = AppointDeputy(employee=who, deputy=deputy, since=since, until=until)
        self.ask(command, lambda: self.oracle.people.appoint(who, deputy, since, until, now))

    @rule(who=people, deputy=people)
    def withdraw(self, who: str, deputy: str) -> None:
        self.ask(WithdrawDeputy(employee=who, deputy=deputy), lambda: self.oracle.people.withdraw(who, deputy))
