"""Who may approve a request: the holder of the step, a deputy within its term, or HR where nobody else may.

Never the requester or who asked for them, never anybody who reports to them, directly or through others, and nobody
twice.
"""

from typing import Any

from ledger.events import RedemptionRequested
from ledger.four_eyes import decider, reports_to
from ledger.models.catalogue import Workplace
from ledger.models.redemptions import RedemptionSoFar
from ledger.models.reporting import BranchHead, Deputies, Manager
from ledger.recording import Past
from ledger.redeeming import about
from ledger.refusals.approvals import (
    ApprovalNotAwaited,
    ApprovalTooLate,
    ApprovedAlready,
    DeputyOfAnother,
    DeputyOutOfTerm,
    NotTheApprover,
)
from ledger.refusals.proposals import ProposerCannotApprove
from ledger.vocabulary import ApprovalStep


def word_of_approver(past: Past, request: RedemptionRequested, so_far: RedemptionSoFar) -> dict[str, Any]:
    """Say which step the caller speaks for and in which capacity, or refuse."""
    if so_far.state != "requested":
        raise ApprovalNotAwaited(redemption=so_far.redemption, state=so_far.state)
    if request.lapses_at is not None and past.now >= request.lapses_at:
        raise ApprovalTooLate(redemption=so_far.redemption, lapses_at=request.lapses_at.isoformat())
    approver = decider(past, request.employee)
    if approver == request.asked_by:
        raise ProposerCannotApprove(proposal=so_far.redemption)
    if approver in so_far.approvers:
        raise ApprovedAlready(redemption=so_far.redemption, approver=approver)
    step = so_far.approvals_missing[0]
    said = {**about(request), "step": step, "approver": approver, "effective_at": past.now}
    holder = _holder(past, step, request, so_far)
    if approver == holder:
        return {**said, "capacity": "holder"}
    if holder is None and past.caller.operator:
        return {**said, "capacity": "hr"}
    term = past.read(Deputies(holder)).terms.get(approver) if holder is not None else None
    if term is None:
        raise NotTheApprover(redemption=so_far.redemption, step=step, approver=approver)
    if not term.since <= past.now < term.until:
        since, until = term.since.isoformat(), term.until.isoformat()
        raise DeputyOutOfTerm(approver=approver, employee=holder, since=since, until=until)
    return {**said, "capacity": "deputy", "stands_for": holder}


def refuse_deputies_of_another(past: Past, employee: str) -> None:
    """Let nobody but the person and HR say who stands in."""
    if not past.caller.operator and past.caller.on_behalf_of != employee:
        raise DeputyOfAnother(employee=employee)


def _holder(past: Past, step: ApprovalStep, request: RedemptionRequested, so_far: RedemptionSoFar) -> str | None:
    """Name whose step it is; nobody's if that person may not give it here."""
    holder: str | None = None
    if step == "line_manager":
        holder = past.read(Manager(request.employee)).at(past.now)
    elif step == "branch_head":
        branch = past.read(Workplace(request.employee)).branch
        holder = past.read(BranchHead(branch)).at(past.now) if branch is not None else None
    if holder is None or holder in (request.employee, request.asked_by, *so_far.approvers):
        return None
    return None if reports_to(past, holder, request.employee) else holder
