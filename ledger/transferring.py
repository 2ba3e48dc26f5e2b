"""What a person answers for, and what becomes of it when another takes over."""

from datetime import datetime

from ledger.events import (
    BranchHeadAppointed,
    DeputyAppointed,
    DeputyWithdrawn,
    Event,
    ManagerAssigned,
    TransferProposed,
)
from ledger.four_eyes import reports_to
from ledger.models.reporting import BranchHead, Deputies, Manager
from ledger.recording import Past
from ledger.refusals.approvals import ReportingCircle


def handed_over(past: Past, asked: TransferProposed, at: datetime) -> dict[tuple[str, str], list[Event]]:
    """Say what passes on at a moment, by role and whom it is about; what is no longer the person's stays."""
    old, new = asked.employee, asked.successor
    passes: dict[tuple[str, str], list[Event]] = {}
    for report in asked.reports:
        if past.read(Manager(report)).at(at) == old:
            passes["line_manager", report] = _led(past, report, old, new, at)
    for branch in asked.branches:
        if past.read(BranchHead(branch)).at(at) == old:
            passes["branch_head", branch] = [BranchHeadAppointed(branch=branch, head=new, effective_at=at)]
    for person in asked.stands_in_for:
        term = past.read(Deputies(person)).terms.get(old)
        if term is not None and term.until > at and person != new:
            since = max(term.since, at)
            passes["deputy", person] = [
                DeputyAppointed(employee=person, deputy=old, since=term.since, until=at, effective_at=past.now)
                if term.since < at
                else DeputyWithdrawn(employee=person, deputy=old, effective_at=past.now),
                DeputyAppointed(employee=person, deputy=new, since=since, until=term.until, effective_at=past.now),
            ]
    return passes


def _led(past: Past, report: str, old: str, new: str, at: datetime) -> list[Event]:
    """Who takes over from their own manager reports to that person's manager, if there is one."""
    manager = past.read(Manager(old)).at(at) if report == new else new
    if manager is None:
        return []
    if report != new and reports_to(past, new, report):
        raise ReportingCircle(employee=report, manager=new)
    return [ManagerAssigned(employee=report, manager=manager, effective_at=at)]
