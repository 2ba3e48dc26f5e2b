"""Approve what somebody else proposed to restate."""

from collections.abc import Sequence

from ledger.events import Event, RestatementApproved
from ledger.four_eyes import decider
from ledger.models.attendance import Presence
from ledger.models.restatements import RestatementSoFar
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.proposals import ProposalDecided, ProposerCannotApprove
from ledger.refusals.restatements import RestatementNotPreviewed, SessionNotHeld
from ledger.restating import stated
from ledger.vocabulary import Id


class ApproveRestatement(Command):
    """State what was so all along, in one append with the approval; the awards follow in hands."""

    restatement: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse the proposer, who reports to them or was in the room, what nobody previewed, and a second decision."""
        so_far = past.read(RestatementSoFar(self.restatement))
        asked = so_far.proposed
        if past.caller.on_behalf_of == asked.proposer:
            raise ProposerCannotApprove(proposal=self.restatement)
        approver = decider(past, asked.proposer)
        if so_far.state == "proposed":
            raise RestatementNotPreviewed(restatement=self.restatement)
        if so_far.state != "previewed":
            raise ProposalDecided(proposal=self.restatement, state=so_far.state)
        if asked.session is not None:
            session = past.read(SessionSoFar(asked.session))
            if session.state != "closed":
                raise SessionNotHeld(session=asked.session, state=session.state)
            if approver == session.trainer or past.read(Presence(approver, asked.session)).minutes:
                raise SelfActionForbidden
        approved = RestatementApproved(restatement=self.restatement, approver=approver, effective_at=past.now)
        return [approved, *stated(asked)]
