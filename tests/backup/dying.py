"""A process that puts a ledger back, or aside, and kills itself at one of its steps: `dying.py NUMBER WORDS...`."""

import os
import signal
import sys
from unittest.mock import patch

from api.cli import backup, main
from projections.backup.programs import Steps, Watch


def steps_until(last: int) -> Steps:
    """Count every word of progress, of which there is one after each transaction and file; die at the last."""
    counted = 0

    def reach(_done: int, _total: int | None) -> None:
        nonlocal counted
        counted += 1
        if counted >= last:
            os.kill(os.getpid(), signal.SIGKILL)

    def step(_name: str) -> Watch:
        reach(0, None)
        return reach

    return step


if __name__ == "__main__":
    number, *words = sys.argv[1:]

    with patch.object(backup, "_steps", lambda _: steps_until(int(number))):
        sys.argv = ["merit", *words]
        main()
