"""One round of everything that comes due."""

from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple

import structlog
from psycopg import Connection

from api.scheduled import accounts, approvals, restatements, shelf, warnings
from ledger.log.log import Log
from ledger.writing import Ledger
from projections import bookmarks
from projections.view import View

VIEWS: tuple[View, ...] = (
    *accounts.VIEWS,
    *approvals.VIEWS,
    *shelf.VIEWS,
    *restatements.VIEWS,
    *warnings.VIEWS,
)

log = structlog.get_logger()


class Done(NamedTuple):
    """What a round came to."""

    accounts: accounts.Settled
    approvals: approvals.Lapsed
    shelf: shelf.Tended
    restatements: restatements.Restated
    warnings: warnings.Warned


def go_round(ledger: Ledger, connection: Connection, progress: accounts.Progress | None = None) -> Done:
    """Do what is due now; lots first, for whatever comes after is paid from them."""
    return Done(
        accounts.settle(ledger, connection, progress=progress),
        approvals.lapse(ledger, connection),
        shelf.tend(ledger, connection),
        restatements.restate(ledger, connection),
        warnings.warn(ledger, connection),
    )


def turn(connection: Connection, open_log: Callable[[], Log]) -> None:
    """Go round once a follower has made the views as this version of the code has them."""
    if not bookmarks.made(connection, VIEWS):
        return
    with closing(Ledger(open_log())) as ledger:
        done = go_round(ledger, connection)
    for name, one in done._asdict().items():
        if any(one):
            log.info("due_done", **{name: one._asdict()})
