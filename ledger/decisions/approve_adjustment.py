"""Approve what somebody else proposed for a third person's account."""

from collections.abc import Sequence
from datetime import datetime

from ledger.earning import lot_name, points_earned
from ledger.events import AdjustmentApproved, AdjustmentProposed, DebtWaived, Event, PointsDeducted, PointsEarned
from ledger.lots import due, lifetime
from ledger.models.adjustments import AdjustmentSoFar
from ledger.models.purse import Purse
from ledger.policy import Policy
from ledger.proposals import approvable
from ledger.recording import Command, Past
from ledger.refusals.accounts import DebtSmaller
from ledger.vocabulary import Id


class ApproveAdjustment(Command):
    """Move the points that were proposed, in one append with the approval."""

    adjustment: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse the proposer, whoever may not decide for the person, a second decision, and a proposal that lapsed."""
        asked, approver = approvable(past, AdjustmentSoFar(self.adjustment))
        approved = AdjustmentApproved(
            adjustment=self.adjustment, employee=asked.employee, approver=approver, effective_at=past.now
        )
        purse = past.read(Purse(asked.employee))
        match asked.kind:
            case "grant":
                policy = past.policy_for(asked.employee, past.now)
                return [approved, *_granted(asked, purse, past.now, policy)]
            case "deduct":
                return [*due(purse, past.now), approved, _deducted(asked, purse, past.now)]
        if asked.points > purse.debt:
            raise DebtSmaller(employee=asked.employee, debt=purse.debt, points=asked.points)
        return [approved, DebtWaived(**_about(asked), points=asked.points, effective_at=past.now)]


def _granted(asked: AdjustmentProposed, purse: Purse, now: datetime, policy: Policy) -> list[Event]:
    lot = PointsEarned(
        employee=asked.employee,
        lot=lot_name("adjustment", f"adjustment:{asked.adjustment}", 0),
        source="adjustment",
        points=asked.points,
        **lifetime(now, policy),
        effective_at=now,
    )
    return points_earned(lot, purse.debt)


def _deducted(asked: AdjustmentProposed, purse: Purse, now: datetime) -> PointsDeducted:
    """Take what can be spent, the earliest expiry first; the rest is owed, never clamped at zero."""
    taken = min(asked.points, purse.spendable(now))
    return PointsDeducted(
        **_about(asked),
        points=asked.points,
        lots=(purse.spend(taken, now) or ()) if taken else (),
        taken=taken,
        debt=asked.points - taken,
        effective_at=now,
    )


def _about(asked: AdjustmentProposed) -> dict[str, str]:
    return {"employee": asked.employee, "adjustment": asked.adjustment}
