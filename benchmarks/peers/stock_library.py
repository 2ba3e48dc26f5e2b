"""What both ways of using the stock `eventsourcing` library share: its settings, and starting over."""

from collections.abc import Callable
from random import uniform
from time import sleep

from eventsourcing.persistence import IntegrityError
from psycopg.conninfo import conninfo_to_dict

from benchmarks.peers.callers import ATTEMPTS, GaveUpError

# Tried on 64 callers of one reward: shorter waits drown in lost attempts, longer ones idle.
FIRST_WAIT = 0.004
LONGEST_WAIT = 1.0
CREATING_TABLES = {"CREATE_TABLE": "y"}


def postgres_settings(module: str, database: str, threads: int) -> dict[str, str]:
    """Point the library at the database, with a connection for every thread, so that none waits for one."""
    parts = conninfo_to_dict(database)
    return {
        "PERSISTENCE_MODULE": module,
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts.get("host") or "localhost"),
        "POSTGRES_PORT": str(parts.get("port") or "5432"),
        "POSTGRES_USER": str(parts.get("user") or ""),
        "POSTGRES_PASSWORD": str(parts.get("password") or ""),
        "POSTGRES_POOL_SIZE": str(threads),
        "POSTGRES_MAX_OVERFLOW": "0",
        # Processes that create the same tables at the same time fail: only the one that fills them does.
        "CREATE_TABLE": "n",
    }


def until_it_holds(attempt: Callable[[], object]) -> None:
    """Start over while somebody else was faster, waiting a random while that doubles: the usual advice."""
    longest = FIRST_WAIT
    for _ in range(ATTEMPTS):
        try:
            attempt()
        except IntegrityError:
            sleep(uniform(0, longest))
            longest = min(2 * longest, LONGEST_WAIT)
        else:
            return
    raise GaveUpError(f"lost the race {ATTEMPTS} times")
