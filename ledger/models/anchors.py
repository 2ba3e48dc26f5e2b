"""How far a log is anchored in somebody else's time."""

from ledger.events import AnchorRecorded, Event
from ledger.models.model import Model


class Anchored(Model):
    """The largest size of a log that was time-stamped."""

    about = ("log",)
    reads = (AnchorRecorded,)

    def __init__(self, log: str) -> None:
        super().__init__(log)
        self.size = 0

    def apply(self, event: Event) -> None:
        """Take the newest; none is smaller."""
        if isinstance(event, AnchorRecorded):
            self.size = event.size
