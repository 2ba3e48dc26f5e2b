"""A writer process: a ledger of its own, many callers in it, and a journal that outlives it.

It reads a task, says "ready", begins at the next line, and says "done"; a task without a plan goes on until
its standard input ends.
"""

import asyncio
import json
import sys
import threading
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from faults.callers import REWARDS, ask_until_answered, asking, mixed
from faults.journal import COMMANDS, Journal, operations_of, unanswered
from faults.scene import CODES
from faults.warmth import compare
from signing import WRITER

from ledger.log.connections import datastore
from ledger.log.log import LogUnavailable, Question
from ledger.log.postgres import PostgresLog
from ledger.log.stored import decode
from ledger.models.shelf import Shelf
from ledger.writing import Ledger

LOOK_EVERY_SECONDS = 0.5


class Task(NamedTuple):
    """What one process is to do: ask what is planned, each by its own caller, or endlessly ask mixed things."""

    url: str
    journal: str
    slot: str
    callers: int = 0
    seed: int = 0
    # Whether the log is refused if the server would lose what it acknowledged.
    guarded: bool = True
    plan: tuple[tuple[str, str, dict[str, object]], ...] = ()

    def line(self) -> str:
        """Write it as the line that a writer reads."""
        return json.dumps(self._asdict())


async def work(task: Task, ledger: Ledger, stop: threading.Event) -> None:
    """Let all callers ask at once, and look on."""
    file = Path(task.journal)
    journal = Journal(file)
    left_open = unanswered([file])
    done = {one.key for one in operations_of([file])}
    ask = asking(ledger)
    observer = threading.Thread(target=observe, args=(ledger, journal, stop))
    observer.start()
    known = done | left_open.keys()
    planned = ((key, COMMANDS[kind].model_validate(body)) for key, kind, body in task.plan if key not in known)
    # A process that took a killed one's place first asks again what that one was not answered.
    await asyncio.gather(*(ask_until_answered(ask, journal, *one) for one in (*left_open.items(), *planned)))

    async def ask_mixed(slot: str) -> None:
        for key, command in mixed(task.seed, slot):
            if stop.is_set():
                return
            if key not in done:
                await ask_until_answered(ask, journal, key, command)

    await asyncio.gather(*(ask_mixed(f"{task.slot}.{n}") for n in range(task.callers)))
    stop.set()
    observer.join()
    journal.compared(*compare(ledger))
    journal.close()


def observe(ledger: Ledger, journal: Journal, stop: threading.Event) -> None:
    """Read rewards from the log and hold warm models against cold ones, while the callers work."""
    while not stop.wait(LOOK_EVERY_SECONDS):
        for reward in REWARDS:
            invoked = monotonic()
            try:
                head = ledger.log.head()
                shelf = Shelf(reward)
                for _, fact in ledger.log.load([Question(shelf.tags, shelf.types)], head):
                    shelf.apply(decode(fact))
                if shelf.stock is not None and shelf.listed:
                    journal.observed(reward, invoked, head, shelf.stock.left)
                journal.compared(*compare(ledger, most=30))
            except LogUnavailable:
                pass


def main() -> None:
    """Do one task after another: a line of JSON each."""
    while line := sys.stdin.readline():
        task = Task(**json.loads(line))
        ledger = Ledger(opened(task) if task.guarded else PostgresLog(datastore(task.url)), codes=CODES)
        say("ready")
        sys.stdin.readline()
        stop = threading.Event()
        if not task.plan:
            threading.Thread(target=stop_at_the_end_of_input, args=(stop,), daemon=True).start()
        asyncio.run(work(task, ledger, stop))
        ledger.close()
        say("done")


def stop_at_the_end_of_input(stop: threading.Event) -> None:
    """Wait until whoever started us closes the pipe, or is gone."""
    sys.stdin.read()
    stop.set()


def say(word: str) -> None:
    """Tell whoever started us."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def opened(task: Task) -> PostgresLog:
    """Wait for a server that is being started again."""
    give_up_at = monotonic() + 60
    while True:
        try:
            return PostgresLog.open(task.url, writer=WRITER)
        except LogUnavailable:
            if monotonic() > give_up_at:
                raise


if __name__ == "__main__":
    main()
