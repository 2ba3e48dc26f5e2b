"""What the log has said about itself."""

from ledger.events import ControlTotalsRecorded, Event
from ledger.models.model import Model


class DayTotals(Model):
    """The last position that a day's control totals cover, None before they are recorded."""

    about = ("period",)
    reads = (ControlTotalsRecorded,)

    def __init__(self, period: str) -> None:
        super().__init__(period)
        self.last: int | None = None

    def apply(self, event: Event) -> None:
        """A day has one."""
        if isinstance(event, ControlTotalsRecorded):
            self.last = event.last
