"""Runs of warnings that die: killed by SIGKILL just before, or just after, each of their appends."""

import os
import signal
import sys
from datetime import datetime

from scheduled.scene import Office

from api.scheduled import warnings
from ledger.log.log import Batch
from ledger.log.postgres import PostgresLog

HAND = 3
VIEWS = [view.NAME for view in warnings.VIEWS]


def run(url: str, now: datetime, die_at: int, moment: str) -> None:
    """Warn everybody, or die on the way."""
    appended = 0
    record = PostgresLog.record

    def dying(log: PostgresLog, batch: Batch) -> object:
        nonlocal appended
        appended += 1
        if appended == die_at and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = record(log, batch)
        if appended == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    PostgresLog.record = dying  # type: ignore[assignment]
    warnings.HAND = HAND
    with Office.open(url, lambda: now) as office:
        if die_at % 2:
            office.follow(*VIEWS)
        warnings.warn(office.ledger, office.reader, now)


def main(url: str, now: datetime, steps: int) -> None:
    """Die at every step, twice; say how often somebody died."""
    died = 0
    for die_at in range(1, steps + 1):
        for moment in ("before", "after"):
            child = os.fork()
            if child == 0:
                run(url, now, die_at, moment)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            died += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    sys.stdout.write(str(died))


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]))
