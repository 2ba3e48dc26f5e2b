"""Time in the demo's year: things fall due, the clock moves to them, and what was decided may bring new ones."""

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime

from ledger.recording import Caller, Command, Recorded
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

Outcome = Recorded | Refused
Request = tuple[Command, Caller]
# Asked for when their moment comes, so that they may depend on what has happened.
Requests = Callable[[], Sequence[Request]]
Heard = Callable[[Command, Outcome], None]


def name(number: int) -> str:
    """Name the demo's requests in the order they are made."""
    return f"demo-{number:06}"


class Clockwork:
    """A clock that stands still until the next thing is due."""

    def __init__(self, begins_at: datetime) -> None:
        self.now = begins_at
        self._due: list[tuple[datetime, int, Requests]] = []
        self._planned = 0
        self._asked = 0

    def at(self, moment: datetime, requests: Requests) -> None:
        """Plan something."""
        # Equal moments keep the order they were planned in.
        heapq.heappush(self._due, (moment, self._planned, requests))
        self._planned += 1

    def run(self, ledger: Ledger, until: datetime, heard: Heard, progress: Callable[[datetime], None]) -> None:
        """Let everything happen that falls due, each moment's requests in one commit."""
        while self._due and self._due[0][0] <= until:
            self.now = self._due[0][0]
            batch: list[Request] = []
            while self._due and self._due[0][0] == self.now:
                batch.extend(self._named(heapq.heappop(self._due)[2]()))
            for (command, _), outcome in zip(batch, ledger.record_each(batch), strict=True):
                heard(command, outcome)
            progress(self.now)

    def _named(self, requests: Sequence[Request]) -> list[Request]:
        """Number the requests: run again after a crash, the same numbers find their earlier answers."""
        first = self._asked
        self._asked += len(requests)
        return [(command, who._replace(request=name(first + n))) for n, (command, who) in enumerate(requests)]
