"""What takes two people: each of them is somebody, and nobody decides for themselves."""

from ledger.recording import Past
from ledger.refusals.approvals import ApproverUnnamed
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
    return who
