"""Whose approval a request needs."""

from pydantic import Field

from ledger.policy.part import Part
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

    def steps(self, points: int) -> tuple[ApprovalStep, ...]:
        """Name the approvals that a request of so many points needs; most need none."""
        return tuple([rule.step for rule in self.approvals if points > rule.above_points])
