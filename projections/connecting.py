"""How the read side connects: as the role that owns the views."""

from psycopg import Connection, connect
from psycopg.conninfo import make_conninfo

from ledger.log.silence import CONNECT_SECONDS, KEEPALIVES
from projections.batch import TABLE

SETTINGS = """
set role merit_follow;
set timezone to 'UTC';
-- A view's commit need not reach the disk: lost with the server, it is derived again, bookmark and all.
set synchronous_commit to off;
-- A follower that was frozen in the middle of a batch must not hold its bookmarks for ever.
set idle_in_transaction_session_timeout to '30s';
-- A batch touches a few rows of large tables: probe the index, which is in memory, and do not compile.
set random_page_cost to 1.1;
set jit to off;
set work_mem to '32MB';
"""


def connected(conninfo: str) -> Connection:
    """A connection that may make, fill and drop views, and holds an empty table `batch`."""
    connection = opened(conninfo, "merit follow", SETTINGS)
    connection.execute(TABLE.encode())
    return connection


def opened(conninfo: str, name: str, settings: str) -> Connection:
    """A connection of this name with these settings, which notices that the server's machine is gone."""
    reaching = make_conninfo(conninfo, application_name=name, connect_timeout=CONNECT_SECONDS, **KEEPALIVES)
    connection = connect(reaching, autocommit=True)
    try:
        connection.execute(settings.encode())
    except BaseException:
        connection.close()
        raise
    return connection
