"""Runs that close the year 2025, and die at a step: `closer.py [URL STEP before|after]...`, STEP 0 being never.

A step is an append to the log, or the keeping or forgetting of a tree. Every run goes on where the one before died.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import count
from typing import Any

from signing import WRITER

from api import closing as closings
from api.folding import folded
from ledger.decisions.close_period import ClosePeriod
from ledger.log.postgres import PostgresLog
from ledger.models.books import Closing
from ledger.recording import Caller
from ledger.writing import Ledger
from projections.audit import periods
from projections.connecting import connected, opened
from projections.follow import catch_up

YEAR = "2025"
HAND = 4  # people
QIAN = Caller("shell", on_behalf_of="qian")


def run(url: str) -> None:
    """Close, seal and carry over, from wherever it stands."""
    closings.HAND = HAND
    with (
        closing(Ledger(PostgresLog.open(url, writer=WRITER))) as ledger,
        opened(url, "closer", periods.SETTINGS) as office,
        connected(url) as reader,
    ):
        if folded(ledger.log, Closing(YEAR)).stage == "closing":
            ledger.record(ClosePeriod(period=YEAR), QIAN)
        catch_up(reader, closings.VIEWS)
        closings.seal(ledger, office, reader, YEAR)


def die_at(last: int, moment: str) -> None:
    """Let the process be killed just before, or just after, one of its steps."""
    steps = count(1)

    def dying(step: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*given: Any) -> Any:
            number = next(steps)
            if (number, moment) == (last, "before"):
                os.kill(os.getpid(), signal.SIGKILL)
            answer = step(*given)
            if number == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return stepped

    PostgresLog.record = dying(PostgresLog.record)  # type: ignore[method-assign]
    periods.derive = dying(periods.derive)
    periods.forget_others = dying(periods.forget_others)


def main(*words: str) -> None:
    """Run one after another, each in a process of its own; say how each of them ended."""
    for url, step, moment in zip(words[::3], words[1::3], words[2::3], strict=True):
        child = os.fork()
        if child == 0:
            die_at(int(step), moment)
            run(url)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} ")


if __name__ == "__main__":
    main(*sys.argv[1:])
