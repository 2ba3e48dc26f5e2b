"""The shelf: batches past their date are written off, and whoever's turn it is is called.

A unit past its date is given to nobody, and whoever waited longest comes first, whether or not a run came by. The
ledger is asked whether something is due, which leaves no trace, before it is told.
"""

from collections.abc import Iterator
from typing import NamedTuple

from psycopg import Connection

from ledger.decisions.call_waiting import CallWaiting
from ledger.decisions.write_off_stock import WriteOffStock
from ledger.events import BatchWrittenOff, WaitingCalled, WaitingLapsed
from ledger.recording import Caller
from ledger.refusals.refused import Refused
from ledger.writing import Ledger
from projections import bookmarks, catalogue, shelf
from projections.view import View

ACTOR = "shelf"
VIEWS: tuple[View, ...] = (shelf,)
PAGE = 1_000


class Tended(NamedTuple):
    """What a run came to."""

    written_off: int = 0
    lapsed: int = 0
    called: int = 0


def tend(ledger: Ledger, connection: Connection) -> Tended:
    """Do what is due now, reward by reward."""
    position = bookmarks.read(connection, "live")[shelf.NAME].position
    done = Tended()
    for command in _commands(connection):
        caller = Caller(ACTOR, f"{type(command).__name__}:{command.reward}:{position}")
        try:
            ledger.rehearse((command,), caller)
            recorded = ledger.record(command, caller)
        except Refused:
            continue  # nothing was due after all, or another run was first
        if not recorded.repeat:
            kinds = [type(event) for event in recorded.events]
            more = (kinds.count(kind) for kind in (BatchWrittenOff, WaitingLapsed, WaitingCalled))
            done = Tended(*(was + new for was, new in zip(done, more, strict=True)))
    return done


def _commands(connection: Connection) -> Iterator[WriteOffStock | CallWaiting]:
    after = ""
    while page := catalogue.due(connection, after=after, limit=PAGE):
        for one in page:
            if one.batches:
                yield WriteOffStock(reward=one.reward)
            if one.waiting:
                yield CallWaiting(reward=one.reward)
        after = page[-1].reward
