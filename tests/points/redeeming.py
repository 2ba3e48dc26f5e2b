"""Steps by which points are spent and come back."""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from points.company import Company
from points.scene import callers, people, rewards
from specs.spec import OPERATOR

from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.lapse_redemption import LapseRedemption
from ledger.decisions.record_benefit_used import RecordBenefitUsed
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reject_redemption import RejectRedemption
from ledger.events import RedemptionRequested
from ledger.recording import Caller

redemptions = st.integers(0, 9)
some = st.sampled_from((None, None, 1, 2))


class Redeeming(Company):
    """A redemption's life."""

    @rule(
        who=people,
        reward=st.one_of(rewards, rewards, st.just("NONE")),
        units=st.sampled_from((1, 1, 1, 2, 3, 12)),
        seen=st.sampled_from((None, None, 30, 450)),
        by=callers,
    )
    def redeem(self, who: str, reward: str, units: int, seen: int | None, by: Caller) -> None:
        command = RedeemReward(employee=who, reward=reward, units=units, price_seen=seen)
        request = self.ask(command, lambda: self.oracle.redeem(command, by, self.spec.now), by=by)
        if request is not None:
            (fact,) = [one for one in self.spec.facts if isinstance(one, RedemptionRequested)]
            self.oracle.requests[fact.redemption] = request

    @rule(who=people, reward=rewards, units=st.integers(1, 3), got=st.integers(0, 3), back=st.integers(0, 2))
    def get(self, who: str, reward: str, units: int, got: int, back: int) -> None:
        """The whole way to a mug and back: chance alone would seldom find it."""
        before = len(self.oracle.requests)
        self.redeem(who, reward, units, None, OPERATOR)
        if len(self.oracle.requests) > before and got:
            self.approve_by_whoever_may(0)
            self.fulfil(0, got)
            if back:
                self.refund(0, back)

    @rule(who=people, reward=rewards, days=st.sampled_from((-40, 0, 20)), later=st.sampled_from((10, 31, 31, 60)))
    def depart(self, who: str, reward: str, days: int, later: int) -> None:
        """Ask for something, give notice, and settle the account: too early, in time or late."""
        self.redeem(who, reward, 1, None, OPERATOR)
        self.leave(who, days)
        self.wait(24 * later)
        self.settle(who)

    @rule(which=redemptions, by=callers)
    def approve(self, which: int, by: Caller) -> None:
        name = self.redemption(which)
        self.ask(ApproveRedemption(redemption=name), lambda: self.oracle.approve(name, by, self.spec.now), by=by)

    @rule(which=redemptions)
    def approve_by_whoever_may(self, which: int) -> None:
        request = self.oracle.requests.get(self.redemption(which))
        while request is not None and request.state == "requested":
            step = request.steps[len(request.approvers)]
            holder = self.oracle.people.holder(step, request.whose, request.barred)
            left = [who for who in self.oracle.accounts if who not in (request.whose, *request.barred)]
            if not left:
                return
            by = Caller("desk", on_behalf_of=holder or left[0], operator=True)
            before = len(request.approvers)
            self.approve(which, by)
            if len(request.approvers) == before:
                return

    @rule(who=people, deputy=people, days=st.sampled_from((1, 5)), later=st.sampled_from((0, 30, 130)))
    def approve_as_deputy(self, who: str, deputy: str, days: int, later: int) -> None:
        """In time, and too late."""
        waiting = [name for name, one in self.oracle.requests.items() if one.state == "requested"]
        if not waiting:
            self.redeem(who, "TRIP", 1, None, OPERATOR)
            return
        request = self.oracle.requests[waiting[-1]]
        step = request.steps[len(request.approvers)]
        holder = self.oracle.people.holder(step, request.whose, request.barred)
        if holder is not None:
            self.appoint(holder, deputy, 0, days)
            self.wait(later)
            by = Caller("app", on_behalf_of=deputy)
            command = ApproveRedemption(redemption=waiting[-1])
            self.ask(command, lambda: self.oracle.approve(waiting[-1], by, self.spec.now), by=by)

    @rule(which=redemptions, by=callers)
    def reject(self, which: int, by: Caller) -> None:
        name = self.redemption(which)
        command = RejectRedemption(redemption=name, because="BUDGET")
        self.ask(command, lambda: self.oracle.reject(name, by, self.spec.now), by=by)

    @rule(which=redemptions)
    def lapse(self, which: int) -> None:
        name = self.redemption(which)
        self.ask(LapseRedemption(redemption=name), lambda: self.oracle.lapse(name, self.spec.now))

    @rule(which=redemptions, by=callers)
    def cancel(self, which: int, by: Caller) -> None:
        name = self.redemption(which)
        self.ask(CancelRedemption(redemption=name), lambda: self.oracle.cancel(name, by, self.spec.now), by=by)

    @rule(which=redemptions, units=some)
    def fulfil(self, which: int, units: int | None) -> None:
        name = self.redemption(which)
        self.ask(FulfilRedemption(redemption=name, units=units), lambda: self.oracle.fulfil(name, units))

    @rule(which=redemptions, units=some)
    def use(self, which: int, units: int | None) -> None:
        name = self.redemption(which)
        self.ask(RecordBenefitUsed(redemption=name, units=units), lambda: self.oracle.request(name).use(units))

    @rule(which=redemptions, units=some)
    def refund(self, which: int, units: int | None) -> None:
        name = self.redemption(which)
        command = RefundRedemption(redemption=name, because="UNUSED", units=units)
        self.ask(command, lambda: self.oracle.refund(name, units, self.spec.now))

    def redemption(self, which: int) -> str:
        """Any of those there are, the newest first."""
        names = list(self.oracle.requests) or ["NONE"]
        return names[-1 - which % len(names)]
