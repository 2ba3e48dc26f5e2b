"""Requests that wait to be decided, and how their callers hear of the outcome."""

import asyncio
import hashlib
import os

from ledger.recording import Caller, Command, Recorded
from ledger.refusals.requests import Contended

Outcome = Recorded | BaseException


class Waiting:
    """Commands that stand or fall together under one request, and the place their outcome is put."""

    __slots__ = ("caller", "commands", "digest", "future", "key", "name", "outcome")

    def __init__(self, commands: tuple[Command, ...], caller: Caller) -> None:
        self.commands = commands
        if caller.request is None:
            # Nobody can repeat a request that has no name, so there is no other body to tell apart; the facts are
            # named all the same, so that they can be told from those of others.
            caller = Caller(caller.actor, os.urandom(16).hex(), *caller[2:])
            self.digest: bytes | None = None
        else:
            said = hashlib.sha256(b"".join(command.digest() for command in commands))
            if caller.on_behalf_of is not None:
                # For somebody else it is another request: nobody is given the answer that another person got.
                said.update(caller.on_behalf_of.encode())
            self.digest = said.digest()
        self.caller = caller
        self.key = caller.request or ""
        self.name = (caller.actor, self.key)
        self.outcome: Outcome | None = None
        self.future: asyncio.Future[Recorded] | None = None

    def result(self) -> Recorded:
        """Give the answer, or raise what it was refused or failed with."""
        if isinstance(self.outcome, Recorded):
            return self.outcome
        raise self.outcome or Contended()


def wake_callers(batch: list[Waiting]) -> None:
    """Wake the event loops that wait, once a batch and not once a command."""
    loops: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
    for waiting in batch:
        if waiting.future is not None:
            loops.setdefault(waiting.future.get_loop(), []).append(waiting)
    for loop, answered in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_wake, answered)


def _wake(answered: list[Waiting]) -> None:
    for waiting in answered:
        future = waiting.future
        if future is None or future.done():
            continue
        if isinstance(waiting.outcome, Recorded):
            future.set_result(waiting.outcome)
        else:
            future.set_exception(waiting.outcome or Contended())
