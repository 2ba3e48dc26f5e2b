"""How far something has come that one person proposes and another decides."""

from datetime import datetime
from typing import Generic, Literal, Protocol, TypeVar, cast

from ledger.events import Event
from ledger.models.model import Model

ProposalState = Literal["proposed", "approved", "rejected", "revoked"]
STATES: tuple[ProposalState, ...] = ("proposed", "approved", "rejected", "revoked")


class Proposed(Protocol):
    """What every proposal says beside its own matter."""

    @property
    def employee(self) -> str:
        """Whom it is about."""

    @property
    def proposer(self) -> str:
        """Who cannot approve it."""

    @property
    def lapses_at(self) -> datetime:
        """When it can no longer be approved."""


P = TypeVar("P", bound=Proposed)


class Proposal(Model, Generic[P]):
    """What was proposed, and what somebody else said: once.

    It reads the fact that proposes, the one that approves, the one that rejects and, where there is one, the one
    that revokes, in this order.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        self.proposed: P | None = None
        self.state: ProposalState = "proposed"

    def apply(self, event: Event) -> None:
        """Take the newest step."""
        self.state = STATES[self.reads.index(type(event))]
        if self.state == "proposed":
            self.proposed = cast("P", event)
