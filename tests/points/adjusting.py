"""Steps by which accounts are corrected by hand."""

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, multiple, rule
from points.adjustments import Adjustment
from points.scene import Scene, callers, people
from specs.spec import OPERATOR

from ledger.decisions.approve_adjustment import ApproveAdjustment
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.decisions.reject_adjustment import RejectAdjustment
from ledger.events import AdjustmentProposed
from ledger.events.accounts import AdjustmentKind
from ledger.recording import Caller

adjustments = Bundle("adjustments")
QIAN, ZHOU = (OPERATOR._replace(on_behalf_of=who) for who in ("qian", "zhou"))
kinds = st.sampled_from(("grant", "deduct", "deduct", "waive"))


class Adjusting(Scene):
    """Points given, taken and forgiven."""

    @rule(target=adjustments, whose=people, kind=kinds, points=st.sampled_from((1, 15, 40, 700)), by=callers)
    def propose(
        self, whose: str, kind: AdjustmentKind, points: int, by: Caller
    ) -> Adjustment | MultipleResults[Adjustment]:
        return self.put_forward(whose, kind, points, by) or multiple()

    def put_forward(self, whose: str, kind: AdjustmentKind, points: int, by: Caller) -> Adjustment | None:
        account = self.oracle.accounts[whose]
        command = ProposeAdjustment(employee=whose, kind=kind, points=points, because="COUNTED_TWICE", note="重复")
        adjustment = self.ask(
            command, lambda: Adjustment.proposed(command, account, self.oracle.people, by, self.spec.now), by=by
        )
        if adjustment is not None:
            (fact,) = self.spec.facts
            assert isinstance(fact, AdjustmentProposed)
            adjustment.name = fact.adjustment
        return adjustment

    @rule(whose=people, kind=kinds, points=st.sampled_from((1, 15, 40, 700)))
    def adjust(self, whose: str, kind: AdjustmentKind, points: int) -> None:
        """Two people agree."""
        adjustment = self.put_forward(whose, kind, points, QIAN)
        if adjustment is not None:
            self.approve_adjustment(adjustment, ZHOU)

    @rule(adjustment=adjustments, by=st.one_of(callers, st.just(ZHOU)))
    def approve_adjustment(self, adjustment: Adjustment, by: Caller) -> None:
        command = ApproveAdjustment(adjustment=adjustment.name)
        self.ask(command, lambda: adjustment.approve(by, self.spec.now, self.oracle.lessons.rules), by=by)

    @rule(adjustment=adjustments, by=callers)
    def reject_adjustment(self, adjustment: Adjustment, by: Caller) -> None:
        command = RejectAdjustment(adjustment=adjustment.name, because="NO_PROOF")
        self.ask(command, lambda: adjustment.reject(by), by=by)
