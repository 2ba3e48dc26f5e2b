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


def refuse_oneself(past: Past, employee: str) -> None:
    """Keep whoever asks out of what is theirs; a program that names nobody is HR's own, and has nothing."""
    if employee == (past.caller.on_behalf_of or past.caller.actor):
        raise SelfActionForbidden


def reports_to(past: Past, employee: str, boss: str) -> bool:
    """Tell whether a person reports to another, directly or through others; what begins later may close a circle."""
    manager = past.read(Manager(employee)).at(past.now)
    seen: set[str] = set()
    while manager not in (None, boss) and manager not in seen:
        seen.add(manager)
        manager = past.read(Manager(manager)).at(past.now)
    return manager == boss
