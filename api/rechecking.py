"""Views and control totals, derived again and compared: what was found is kept, and whatever is wrong is an alarm."""

import time
from collections.abc import Callable
from contextlib import closing

import structlog
from psycopg import Connection

from api import findings
from ledger.decisions.record_control_totals import RecordControlTotals
from ledger.decisions.record_view_digests import RecordViewDigests
from ledger.events import ViewDigest
from ledger.log.log import Log
from ledger.policy import DEFAULT_POLICY
from ledger.recording import Caller
from ledger.refusals.refused import Refused
from ledger.writing import Ledger
from projections import bookmarks, reconciliations
from projections.audit import totals
from projections.audit.figures.totals import WrongTotal
from projections.audit.tlog.invalid import Invalid
from projections.reconcile import Progress, Reconciled, ReconcileStopped, reconcile
from projections.view import View
from projections.views import VIEWS

TOTALS = "totals"
SUBJECTS = (TOTALS, *(view.NAME for view in VIEWS))
LOOK = 5.0  # seconds between looks at whether it is time
# Of the time that deriving takes, so much is left to everybody else in between.
IDLE_SHARE = 3

log = structlog.get_logger()


def recheck(
    connection: Connection, view: View, progress: Progress | None = None, published: ViewDigest | None = None
) -> Reconciled:
    """Compare one view with its facts, and keep what was found."""
    found = reconcile(connection, view, progress, published)
    wrong = found.wrong + (found.history is not None)
    reconciliations.keep(connection, view.NAME, found.position, wrong, findings.of_view(found))
    return found


def recheck_totals(connection: Connection) -> tuple[int, WrongTotal | None]:
    """Compare all control totals with the facts, and keep what was found."""
    found = totals.check(connection)
    first = findings.of_total(found.first) if found.first else None
    reconciliations.keep(connection, TOTALS, found.position, int(found.first is not None), first)
    return found.recorded, found.first


def record_totals(ledger: Ledger, connection: Connection) -> list[totals.DayTotals]:
    """Record the control totals of every day that is over; whoever else does so at the same time records the same."""
    days = totals.due(connection, DEFAULT_POLICY.time_zone)
    for day in days:
        ledger.record(RecordControlTotals.model_validate(day._asdict()), Caller("totals", f"totals:{day.period}"))
    return days


def turn(connection: Connection, open_log: Callable[[], Log], every: float) -> None:
    """Recheck everything, gently, if it is time; an alarm stops nobody."""
    if _is_time(connection, every):
        _round(open_log, connection)


def _is_time(connection: Connection, every: float) -> bool:
    """Not before a follower has made every view as this version of the code has it."""
    if not bookmarks.made(connection, VIEWS):
        return False
    waited = reconciliations.age(connection, SUBJECTS)
    return waited is None or waited >= every


def _round(open_log: Callable[[], Log], connection: Connection) -> None:
    with closing(Ledger(open_log())) as ledger:
        try:
            record_totals(ledger, connection)
            _, wrong = recheck_totals(connection)
            first = findings.of_total(wrong) if wrong else None
        except (Invalid, Refused) as no:  # facts without figures, or totals of a day that were others before
            first = f"{TOTALS}: {no}"
            reconciliations.keep(connection, TOTALS, 0, 1, first)
        if first:
            log.error("control_totals_wrong", first=first)
        _views(ledger, connection)


def _views(ledger: Ledger, connection: Connection) -> None:
    published, right = reconciliations.published(connection), list[ViewDigest]()
    for view in VIEWS:
        try:
            found = recheck(connection, view, _Gently(), published.get(view.NAME))
        except ReconcileStopped as no:
            reconciliations.keep(connection, view.NAME, 0, 1, str(no))
            log.error("view_wrong", view=view.NAME, first=str(no))  # noqa: TRY400 - an alarm, not a bug
            continue
        if said := findings.of_view(found):
            log.error("view_wrong", view=view.NAME, wrong=found.wrong, first=said)
        else:
            right.append(ViewDigest(view.NAME, view.VERSION, found.position, found.digest))
    news = {one.digest for one in right} - {one.digest for one in published.values()}
    if news and len(right) == len(VIEWS) and any(one.position for one in right):
        ledger.record(RecordViewDigests(views=tuple(right)), Caller("reconcile"))


class _Gently:
    """Rests between batches."""

    def __init__(self) -> None:
        self._woke = time.monotonic()

    def __call__(self, _position: int, _goal: int) -> None:
        time.sleep(IDLE_SHARE * (time.monotonic() - self._woke))
        self._woke = time.monotonic()
