"""Whether the program lives, whether it can work, and its numbers."""

import contextlib
from pathlib import Path

import anyio.to_thread
from pydantic_core import to_json
from starlette.responses import Response

from api import subscribers
from api.http.answers import Json
from api.http.metrics import Metrics
from api.http.problems import LogUnreachable, NotReady, ViewBuilding
from api.http.reading import Connection, Reading
from api.http.routes import Asked
from api.subscribers import Subscriber
from ledger.log.log import LogUnavailable
from ledger.log.migrate import expected, migrated_to
from ledger.writing import Ledger
from projections import bookmarks, reconciliations
from projections.audit import signed
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.witnessed import objections
from projections.views import VIEWS

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class Watching:
    """Answers those who keep the program running."""

    def __init__(self, ledger: Ledger, reading: Reading, metrics: Metrics, url: str, tiles: Path) -> None:
        self._ledger = ledger
        self._reading = reading
        self._metrics = metrics
        self._url = url
        self._tiles = tiles
        self._migrated = False

    async def health(self, _: Asked) -> Response:
        """The event loop turns; nothing else is asked, so that a database's pause restarts nobody."""
        return Json(b'{"status":"live"}')

    async def ready(self, _: Asked) -> Response:
        """The log answers, its tables are of this version, and every view is there.

        A view that is parked before a fact is told and does not stop the rest: everybody would be turned away.
        """
        try:
            head = await anyio.to_thread.run_sync(self._ledger.log.head)
            if not self._migrated and await anyio.to_thread.run_sync(migrated_to, self._url) != expected():
                raise NotReady(reason="the database has other tables than this version needs")
            self._migrated = True
            views = {one.view: one for one in await self._reading.ask(_live)}
        except (LogUnavailable, LogUnreachable):
            raise NotReady(reason="the log cannot be reached") from None
        except ViewBuilding:
            raise NotReady(reason="the views are not there yet") from None
        if missing := [view.NAME for view in VIEWS if view.NAME not in views]:
            raise NotReady(reason=f"the view {missing[0]} is not there yet")
        behind = {name: one.behind for name, one in sorted(views.items())}
        parked = [name for name, one in sorted(views.items()) if one.status == bookmarks.PARKED]
        return Json(to_json({"status": "ready", "position": head, "behind": behind, "parked": parked}))

    async def metrics(self, _: Asked) -> Response:
        """Scrape what is there; a database that is away leaves its own numbers out."""
        head: int | None = None
        views: list[tuple[str, int, bool]] = []
        reconciled: list[tuple[str, int]] = []
        with contextlib.suppress(LogUnavailable, LogUnreachable, ViewBuilding):
            head = await anyio.to_thread.run_sync(self._ledger.log.head)
            views = [(one.view, one.behind, one.status == bookmarks.PARKED) for one in await self._reading.ask(_live)]
            reconciled = [(one.subject, one.wrong) for one in await self._reading.ask(reconciliations.every)]
            self._tell(await self._reading.ask(subscribers.every))
            self._metrics.unsealed(await self._reading.ask(signed.longest_wait))
        with contextlib.suppress(Invalid, OSError):
            await anyio.to_thread.run_sync(self._look_at_seal)
        page = self._metrics.exposition(head, len(self._ledger.folds), views, reconciled)
        return Response(page, headers={"Content-Type": PROMETHEUS})

    def _tell(self, told: list[Subscriber]) -> None:
        for one in told:
            paused = int(one.paused_at is not None)
            figures = {"behind": one.behind, "waiting": one.waiting, "dead": one.dead, "delivered": one.delivered}
            self._metrics.told(one.subscriber, paused=paused, **figures)

    def _look_at_seal(self) -> None:
        heard = objections(self._tiles)
        self._metrics.sealed(TileStore(self._tiles).checkpoint().size, len(heard.refusing), len(heard.silent))


def _live(connection: Connection) -> list[bookmarks.Status]:
    return [one for one in bookmarks.status(connection) if one.place == "live"]
