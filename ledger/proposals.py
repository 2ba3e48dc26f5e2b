"""Deciding what somebody else proposed: once, in time, and never for oneself or one's own boss."""

from ledger.four_eyes import decider
from ledger.models.proposal import P, Proposal
from ledger.recording import Past
from ledger.refusals.proposals import ProposalDecided, ProposalLapsed, ProposalUnknown, ProposerCannotApprove


def undecided(past: Past, proposal: Proposal[P]) -> tuple[P, str]:
    """Give what was proposed and the person who now decides about it."""
    so_far = past.read(proposal)
    asked = so_far.proposed
    if asked is None:
        raise ProposalUnknown(proposal=so_far.name)
    who = decider(past, asked.employee)
    if so_far.state != "proposed":
        raise ProposalDecided(proposal=so_far.name, state=so_far.state)
    return asked, who


def approvable(past: Past, proposal: Proposal[P]) -> tuple[P, str]:
    """Give what was proposed and its approver: not the proposer, nor who reports to them, and before it lapses."""
    asked, approver = undecided(past, proposal)
    if approver == asked.proposer:
        raise ProposerCannotApprove(proposal=proposal.name)
    decider(past, asked.proposer)
    if past.now >= asked.lapses_at:
        raise ProposalLapsed(proposal=proposal.name, lapsed_at=asked.lapses_at.isoformat())
    return asked, approver
