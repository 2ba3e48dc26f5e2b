"""How far a restatement has come."""

from typing import Literal

from ledger.events import (
    Event,
    RestatementAdvanced,
    RestatementApproved,
    RestatementFinished,
    RestatementPreviewed,
    RestatementProposed,
    RestatementRejected,
)
from ledger.models.model import Model
from ledger.refusals.proposals import ProposalUnknown

RestatementState = Literal["proposed", "previewed", "approved", "rejected", "finished"]


class RestatementSoFar(Model):
    """What was proposed, what it would come to, what somebody else said, and up to whom it is done."""

    about = ("restatement",)
    reads = (
        RestatementProposed,
        RestatementPreviewed,
        RestatementApproved,
        RestatementRejected,
        RestatementAdvanced,
        RestatementFinished,
    )

    def __init__(self, restatement: str) -> None:
        super().__init__(restatement)
        self.restatement = restatement
        self.state: RestatementState = "proposed"
        self.asked: RestatementProposed | None = None
        # A person and a course: the awards up to there are done.
        self.done: tuple[str, str] = ("", "")

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        match event:
            case RestatementProposed():
                self.asked = event
            case RestatementPreviewed():
                self.state = "previewed"
            case RestatementApproved():
                self.state = "approved"
            case RestatementRejected():
                self.state = "rejected"
            case RestatementAdvanced():
                self.done = (event.employee, event.course)
            case RestatementFinished():
                self.state = "finished"

    @property
    def proposed(self) -> RestatementProposed:
        """What was proposed, or the refusal that nobody did."""
        if self.asked is None:
            raise ProposalUnknown(proposal=self.restatement)
        return self.asked
