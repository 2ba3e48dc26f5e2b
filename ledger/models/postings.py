"""The credits that a person earned, those that were taken back, and those that were carried over."""

from ledger.events import CreditsAwarded, CreditsCarried, CreditsReversed, Event
from ledger.models.model import Model
from ledger.standing import Carried, Posting


class Postings(Model):
    """Every movement of a person's credits, in the order of the log."""

    about = ("employee",)
    reads = (CreditsAwarded, CreditsReversed, CreditsCarried)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.all: tuple[Posting, ...] = ()
        # By the period that they count in.
        self.carried: dict[str, tuple[Carried, ...]] = {}
        # What each activity was awarded as: what is taken back was of the same kind.
        self._as: dict[str, tuple[str | None, str | None]] = {}

    def apply(self, event: Event) -> None:
        """Take each movement in; what an older award does not say of its course is left open."""
        match event:
            case CreditsAwarded():
                self._as[event.activity] = event.kind, event.category
                self._post(event, 1)
            case CreditsReversed():
                self._post(event, -1)
            case CreditsCarried():
                one = Carried(event.credits, event.since, event.lapses_with, 0)
                self.carried[event.into] = (*self.carried.get(event.into, ()), one)

    def _post(self, event: CreditsAwarded | CreditsReversed, sign: int) -> None:
        kind, category = self._as.get(event.activity, (None, None))
        where = event.course, event.activity, event.effective_at, len(self.all) + 1
        self.all = (*self.all, Posting(sign * event.credits, kind, category, *where, event.booked))
