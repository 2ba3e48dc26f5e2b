"""Who signs a log."""

from ledger.events import Event, KeyRotated
from ledger.models.model import Model


class Signing(Model):
    """The key that a log was handed to last, None if it still has its first."""

    about = ("log",)
    reads = (KeyRotated,)

    def __init__(self, log: str) -> None:
        super().__init__(log)
        self.by: str | None = None

    def apply(self, event: Event) -> None:
        """Take the newest."""
        if isinstance(event, KeyRotated):
            self.by = event.new
