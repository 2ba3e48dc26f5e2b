"""What takes two people: each of them is somebody, and nobody decides for themselves or for their own boss."""

from ledger.models.reporting import Manager
from ledger.recording import Past
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden


def speaker(past: Past) -> str:
    """Name the person who speaks. A program alone is nobody: it could be both of the two."""
    if past.caller.on_behalf_of is None:
        raise ApproverUnnamed
    return past.caller.on_behalf_of


def decider(past: Past, employee: str) -> str:
    """Name the person who decides about this one."""
    who = speaker(past)
    if who == employee:
        raise SelfActionForbidden
    if reports_to(past, who, employee):
        raise ApproverReportsToRequester(approver=who, employee=employee)
    return who


def reports_to(past: Past, employee: str, boss: str) -> bool:
    """Tell whether a person reports to another, directly or through others; nobody reports in a circle."""
    manager = past.read(Manager(employee)).manager
    while manager not in (None, boss):
        manager = past.read(Manager(manager)).manager
    return manager is not None
