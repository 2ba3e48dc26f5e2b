"""The fact that somebody was told no."""

from pydantic import Field

from ledger.events.fact import Event
from ledger.vocabulary import Id, Text


class CommandRefused(Event):
    """Lin's check-in to session S-1 was refused with CODE_REPLAYED. Codes and ids only, no free text."""

    command: Text
    code: Text
    employee: Id | None = None
    session: Id | None = None
    course: Id | None = None
    reward: Id | None = None
    redemption: Id | None = None
    details: dict[str, str | int | None] = Field(default_factory=dict)
