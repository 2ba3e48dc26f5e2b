"""Whose approval a request needs."""

from itertools import pairwise

from pydantic import Field, field_validator

from ledger.policy.part import Part, contradict
from ledger.vocabulary import ApprovalStep, Points


class ApprovalRule(Part):
    """A request that costs more than this needs this approval."""

    above_points: Points
    step: ApprovalStep


class RedemptionPolicy(Part):
    """Whose approval a request needs, one after another, and how long it waits for it."""

    approvals: tuple[ApprovalRule, ...] = (
        ApprovalRule(above_points=200, step="line_manager"),
        ApprovalRule(above_points=1_000, step="branch_head"),
        ApprovalRule(above_points=5_000, step="hr"),
    )
    approval_days: int = Field(default=14, ge=1, le=366)

    @field_validator("approvals")
    @classmethod
    def _ascending(cls, approvals: tuple[ApprovalRule, ...]) -> tuple[ApprovalRule, ...]:
        if any(after.above_points <= before.above_points for before, after in pairwise(approvals)):
            contradict("a list of rules with ascending above_points", "above_points 递增的规则列表")
        return approvals

    def steps(self, points: int) -> tuple[ApprovalStep, ...]:
        """Name the approvals that a request of so many points needs; most need none."""
        return tuple([rule.step for rule in self.approvals if points > rule.above_points])
