"""Follow the log: carry every view to its head, then wait for more, whatever happens."""

import logging
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import FrameType

from psycopg import Connection, Error

from projections import bookmarks, rebuild
from projections.advance import BATCH, Advance, advance
from projections.backoff import Backoff
from projections.bookmarks import PARKED
from projections.connecting import connected
from projections.view import View, waits
from projections.views import VIEWS

SHARED_FROM = 1_000  # facts; fewer are applied sooner than a second connection has begun
POLL = 0.5  # seconds; a notice normally comes first
RETRY_PARKED = 30.0  # seconds
TURN_OF_ANOTHER = 0.05  # seconds, while another follower takes the step
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between attempts to reach the database

Watch = Callable[[Advance], None]

log = logging.getLogger(__name__)


class Follower:
    """Carries views along the log; its limits shrink around a fact that cannot be applied.

    With a second connection, two cores of the server share the views while there is much to follow.
    """

    def __init__(
        self,
        connection: Connection,
        views: Sequence[View] = VIEWS,
        *,
        second: Connection | None = None,
        retry_parked: float = RETRY_PARKED,
    ) -> None:
        self.connection = connection
        self.second = second
        self.views = {view.NAME: view for view in views}
        self.retry_parked = retry_parked
        self.limits = dict.fromkeys(self.views, BATCH)

    def turn(self, watch: Watch | None = None) -> bool:
        """One step for every view; whether any of them moved or may move at once."""
        marks = bookmarks.read(self.connection, "live")
        missing = [view for name, view in self.views.items() if name not in marks]
        if missing:
            bookmarks.install(self.connection, missing, "live")
            return True
        groups: dict[tuple[int, int], list[View]] = defaultdict(list)
        busy = False
        for name, view in self.views.items():
            mark = marks[name]
            if mark.version < view.VERSION:
                busy |= self._replace(view)
            # A newer version is another follower's: during a change-over both run.
            elif mark.version == view.VERSION and self._is_due(mark):
                groups[mark.position, self.limits[name]].append(view)
        goal = bookmarks.head(self.connection)
        for (position, limit), views in sorted(groups.items(), key=lambda group: group[0]):
            for result in self._step(views, limit, goal, shared=min(limit, goal - position) >= SHARED_FROM):
                busy |= self._learn(result, limit)
                if watch:
                    watch(result)
        return busy

    def _step(self, views: Sequence[View], limit: int, goal: int, *, shared: bool) -> list[Advance]:
        """One step for views that stand at one position, each half of them over a connection if it is shared."""
        half = len(views) // 2
        if not shared or not half or self.second is None:
            results = [advance(self.connection, views, limit=limit, until=goal)]
        else:
            with ThreadPoolExecutor(1) as beside:
                other = beside.submit(advance, self.second, views[half:], limit=limit, until=goal)
                results = [advance(self.connection, views[:half], limit=limit, until=goal), other.result()]
        return [result for result in results if result]

    def _is_due(self, mark: bookmarks.Bookmark) -> bool:
        return mark.status != PARKED or mark.age >= self.retry_parked

    def _learn(self, result: Advance, limit: int) -> bool:
        """Close in on a fact that fails, and take larger steps again behind it."""
        for name in result.taken:
            self.limits[name] = min(BATCH, limit * 2)
        for name in result.failed:
            self.limits[name] = max(1, min(limit, result.until - result.after) // 8)
            log.warning("view %s failed between %d and %d", name, result.after, result.until)
        return bool(result.taken) or limit > 1

    def _replace(self, view: View) -> bool:
        """One step of the rebuild that a view with changed code needs, beside the old tables."""
        mark = bookmarks.read(self.connection, "next").get(view.NAME)
        if mark is None or mark.version != view.VERSION:
            rebuild.begin(self.connection, view)
        elif not self._is_due(mark):
            return False
        limit = self.limits[view.NAME]
        result = advance(self.connection, [view], place="next", limit=limit)
        busy = self._learn(result, limit) if result else False
        return busy if rebuild.swap(self.connection, view) is None else True


def catch_up(connection: Connection, views: Sequence[View] = VIEWS, watch: Watch | None = None) -> None:
    """Carry views to where the log's head is now, and return; harmless beside a running follower."""
    goal = bookmarks.head(connection)
    follower = Follower(connection, views)
    while True:
        moved = follower.turn(watch)
        marks = bookmarks.read(connection, "live")
        standing = [marks[view.NAME] for view in views if view.NAME in marks]
        reached = len(standing) == len(views) and all(
            mark.position >= goal or mark.status == PARKED for mark in standing
        )
        if reached and not any(waits(connection, view) for view in views if marks[view.NAME].status != PARKED):
            return
        if not moved:
            time.sleep(TURN_OF_ANOTHER)


def follow(conninfo: str, *, stop: Event, watch: Watch | None = None, views: Sequence[View] = VIEWS) -> None:
    """Follow until `stop` is set, through lost connections and server restarts."""
    backoff = Backoff("follow", FIRST_PAUSE, LONGEST_PAUSE)
    while not stop.is_set():
        try:
            with connected(conninfo) as connection, connected(conninfo) as second:
                connection.execute("listen merit_facts")
                follower = Follower(connection, views, second=second)
                while not stop.is_set():
                    moved = follower.turn(watch)
                    backoff.succeeded()
                    if not moved:
                        for _ in connection.notifies(timeout=POLL, stop_after=1):
                            pass
        except Error as error:
            stop.wait(backoff.failed(error))


def run(conninfo: str, *, watch: Watch | None = None) -> None:
    """Follow as a program of its own, until SIGTERM or SIGINT; the batch at hand is finished first."""
    stop = Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    follow(conninfo, stop=stop, watch=watch)
