"""Reading the views: a few connections that can only read, each question with an end to its patience."""

import asyncio
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from api.http.in_time import on_a_thread
from api.http.problems import LogUnreachable, PositionAhead, QueryTooSlow, ViewBehind, ViewBuilding
from ledger.log.silence import CONNECT_SECONDS, KEEPALIVES, Listening
from projections import bookmarks
from projections.views import VIEWS

T = TypeVar("T")
P = ParamSpec("P")
Connection = psycopg.Connection[Any]

CONNECTIONS = 4
QUERY_MILLISECONDS = 4_000
POOL_SECONDS = 2.0
# How long an answer may wait for a view to reach a position.
WAIT_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 0.004

SETTINGS = f"-c role=merit_app -c timezone=UTC -c jit=off -c statement_timeout={QUERY_MILLISECONDS}"
READ_ONLY = "-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"


class Reading:
    """Asks plain query functions on a pool of connections, in threads of its own."""

    def __init__(self, url: str) -> None:
        parameters = conninfo_to_dict(url)
        options = f"{parameters.pop('options', None) or ''} {SETTINGS} {READ_ONLY}".strip()
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            kwargs={**KEEPALIVES, "connect_timeout": CONNECT_SECONDS, **parameters, "options": options},
            # Gives up a server that falls silent, whose own timeout nobody would hear of.
            connection_class=Listening,
            min_size=0,
            max_size=CONNECTIONS,
            timeout=POOL_SECONDS,
            # A server that was away is tried again at the next question, not minutes later.
            reconnect_timeout=1.0,
            max_idle=60.0,
            check=None,
            open=False,
        )
        self._threads = ThreadPoolExecutor(CONNECTIONS * 2, thread_name_prefix="reading")
        self._positions: dict[str, int] = {}
        self._looking: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to hold connections."""
        self._pool.open()

    def close(self) -> None:
        """Give the connections back."""
        self._threads.shutdown(wait=False)
        self._pool.close()

    async def ask(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask in one transaction, so that an answer made of several queries shows one moment."""

        def work() -> T:
            try:
                with self._pool.connection() as connection, connection.transaction():
                    return question(connection, *args, **kwargs)
            except errors.QueryCanceled:
                raise QueryTooSlow from None
            except (errors.UndefinedTable, errors.InvalidSchemaName, errors.InsufficientPrivilege):
                raise ViewBuilding from None
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as lost:
                raise LogUnreachable from lost

        return await on_a_thread(work, self._threads)

    async def reached(self, position: int, views: Collection[str], patience: float = WAIT_SECONDS) -> None:
        """Wait until these views show every fact up to a position; all who wait share one look at a time."""
        deadline = time.monotonic() + patience
        if self._furthest_behind(views) < position and (head := await self.ask(bookmarks.head)) < position:
            raise PositionAhead(wanted=position, position=head)
        while (behind := self._furthest_behind(views)) < position:
            if time.monotonic() >= deadline:
                raise ViewBehind(wanted=position, position=max(behind, 0))
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            await asyncio.shield(self._looking)

    def _furthest_behind(self, views: Collection[str]) -> int:
        return min((self._positions.get(view, -1) for view in views), default=0)

    async def _look(self) -> None:
        self._positions = await self.ask(positions)
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


def positions(connection: Connection) -> dict[str, int]:
    """How far each live view has come."""
    return {name: one.position for name, one in bookmarks.read(connection, "live").items()}


def shown(connection: Connection, views: Collection[str]) -> int:
    """The position up to which all of these views hold every fact."""
    here = positions(connection)
    if any(view not in here for view in views):
        raise ViewBuilding
    return min((here[view] for view in views), default=0)


EVERY_VIEW = tuple(view.NAME for view in VIEWS)
