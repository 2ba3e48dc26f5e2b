"""One process of each kind works for a ledger, and the others wait for its turn to end.

PostgreSQL's advisory locks say whose turn it is. Beside these, (7001, 1) is an append's, 2 a migration's, and 3 a
follower's that makes views.
"""

import time
from collections.abc import Callable
from enum import IntEnum

from psycopg import Connection

TURN_OF_ANOTHER = 1.0  # seconds between attempts
AT_WORK = """select exists (select from pg_locks
     where locktype = 'advisory' and classid = 7001 and objid = %s and granted
       and database = (select oid from pg_database where datname = current_database()))"""

Tell = Callable[[str], None]


class Work(IntEnum):
    """What one process does at a time, by the number of its lock."""

    SEALER = 4
    COPIER = 5
    RESTORE = 6
    SENDER = 7
    MAILER = 8


def is_alone(connection: Connection, work: Work) -> bool:
    """Try to be the one who does this, for as long as the connection lasts."""
    # Tried again and again instead of waited for: a waiting statement would keep VACUUM from old rows.
    row = connection.execute("select pg_try_advisory_lock(7001, %s)", [int(work)]).fetchone()
    return bool(row and row[0])


def wait_for_turn(connection: Connection, work: Work, tell: Tell) -> None:
    """Become the one who does this; say once that another one is at work."""
    told = False
    while not is_alone(connection, work):
        if not told:
            tell(f"another {work.name.lower()} is at work; waiting to take over")
            told = True
        time.sleep(TURN_OF_ANOTHER)


def is_at_work(connection: Connection, work: Work) -> bool:
    """Whether anybody does this now."""
    row = connection.execute(AT_WORK, [int(work)]).fetchone()
    return bool(row and row[0])
