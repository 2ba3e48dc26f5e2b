"""What a person has watched of a course's recording since last completing it."""

from decimal import ROUND_DOWN, Decimal

from ledger.events import CompletionRecorded, Event, RecordingPlayed
from ledger.models.model import Model
from ledger.spans import united

NONE = Decimal(0)
SHARE = Decimal("0.0001")


class Playback(Model):
    """The segments played, united."""

    about = ("employee", "course")
    reads = (RecordingPlayed, CompletionRecorded)

    def __init__(self, employee: str, course: str) -> None:
        super().__init__(employee, course)
        self.length = NONE
        self.played: tuple[tuple[Decimal, Decimal], ...] = ()
        self.active: Decimal | None = None

    def apply(self, event: Event) -> None:
        """Unite what was played; the next completion is watched anew."""
        match event:
            case CompletionRecorded():
                self.length, self.played, self.active = NONE, (), None
            case RecordingPlayed():
                # The longest that was ever reported: a share does not grow because a player says less.
                self.length = max(self.length, event.length_seconds)
                self.played = tuple(united([*self.played, *event.segments], NONE, self.length))
                if event.active_seconds is not None:
                    self.active = (self.active or NONE) + event.active_seconds

    @property
    def watched_share(self) -> Decimal | None:
        """Divide by the recording's length, rounded down: a share is never claimed that was not reached."""
        return self._share(self._seconds, self.length) if self.played else None

    @property
    def active_share(self) -> Decimal | None:
        """Divide the active time by what was watched; who watches again is not more than wholly active."""
        return None if self.active is None or not self.played else self._share(self.active, self._seconds)

    @property
    def _seconds(self) -> Decimal:
        return sum((ends - begins for begins, ends in self.played), NONE)

    @staticmethod
    def _share(part: Decimal, whole: Decimal) -> Decimal:
        return min(part / whole, Decimal(1)).quantize(SHARE, rounding=ROUND_DOWN)
