"""The read side: all views from nothing, by the follower, and anew, by a rebuild."""

from dataclasses import dataclass
from time import perf_counter

from psycopg import Connection

from benchmarks.measure import Effort, Result
from benchmarks.ours.company import counted
from benchmarks.ours.history import fill
from ledger.log.migrate import migrate
from projections.bookmarks import head
from projections.connecting import connected
from projections.follow import Follower
from projections.rebuild import rebuild
from projections.views import VIEWS

# Views that did not take every fact.
BEHIND = "select count(*) from office.view_status where behind > 0 or status <> 'following'"


@dataclass(frozen=True)
class Following:
    """A follower that finds a log and no views."""

    facts: int
    name: str = "Merit, following"

    def setup(self, database: str, scale: float) -> None:
        """Fill the log."""
        _fill(database, self.facts, scale)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Follow to the end."""
        assert callers == 1, "one follower is enough"
        with connected(database) as connection, connected(database) as second:
            began = perf_counter()
            follower = Follower(connection, second=second)
            while follower.turn():
                pass
            took = perf_counter() - began
            return _result(connection, database, round(self.facts * effort.scale), took)


@dataclass(frozen=True)
class Rebuilding:
    """All views, one after the other, as `merit rebuild` does it."""

    facts: int
    name: str = "Merit, rebuilding"

    def setup(self, database: str, scale: float) -> None:
        """Fill the log."""
        _fill(database, self.facts, scale)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Rebuild every view."""
        assert callers == 1, "views are rebuilt one by one"
        with connected(database) as connection:
            began = perf_counter()
            for view in VIEWS:
                rebuild(connection, view)
            took = perf_counter() - began
            return _result(connection, database, round(self.facts * effort.scale), took)


def _fill(database: str, facts: int, scale: float) -> None:
    migrate(database)
    fill(database, round(facts * scale))


def _result(connection: Connection, database: str, facts: int, took: float) -> Result:
    errors = abs(head(connection) - facts) + counted(database, BEHIND)
    return Result(rate_per_second=facts / took, p50_ms=took * 1_000, p99_ms=took * 1_000, errors=errors)
