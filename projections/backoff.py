"""How a process that runs for ever goes on when something that it needs is away."""

import logging
import time
from collections.abc import Callable

LATE = 600.0  # seconds after which somebody should look

Clock = Callable[[], float]

log = logging.getLogger(__name__)


class Backoff:
    """Pauses that double while attempts fail, and begin anew with the first success; seconds."""

    def __init__(self, doing: str, first: float, longest: float, clock: Clock = time.monotonic) -> None:
        self._doing, self._first, self._longest, self._clock = doing, first, longest, clock
        self._since: float | None = None
        self._pause = first

    def succeeded(self) -> None:
        """Begin anew."""
        self._since, self._pause = None, self._first

    def failed(self, error: Exception) -> float:
        """Say so, the louder the longer; give the seconds to wait."""
        self._since = since = self._clock() if self._since is None else self._since
        pause, self._pause = self._pause, min(2 * self._pause, self._longest)
        lasted = self._clock() - since
        say = log.error if lasted > LATE else log.warning
        say("cannot %s for %.0f s, trying again in %.1f s: %s", self._doing, lasted, pause, error)
        return pause
