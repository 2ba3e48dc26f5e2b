"""What a failover could still lose is not signed."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import signing
from faults.servers import new_database, own_server
from psycopg import OperationalError
from sealing.scene import KEY, append

from ledger.log.embedded import EmbeddedPostgres
from projections import bookmarks
from projections.audit import signed
from projections.audit.sealer import Sealer
from projections.audit.store import TileStore


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with own_server() as started:
        yield started


def wait_for_a_standby(server: EmbeddedPostgres, name: str) -> None:
    """Have every commit wait for a standby, which may not be there."""
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute(f"alter system set synchronous_standby_names = '{name}'".encode())
        admin.execute("select pg_reload_conf()")


def test_a_fact_that_no_standby_has_is_seen_and_not_sealed(server: EmbeddedPostgres, tmp_path: Path) -> None:
    url = new_database(server).url
    with psycopg.connect(url, autocommit=True) as log, signed.connected(url) as connection:
        sealer = Sealer(connection, TileStore(tmp_path), KEY, writers=[signing.KEY.verifier])
        wait_for_a_standby(server, "far")
        log.execute("set synchronous_commit to local")  # as a wait that was cancelled leaves it
        append(log, 5)
        assert bookmarks.head(connection) == 5
        sealing = threading.Thread(target=lambda: sealer.seal(signed.durable_head(connection)))
        sealing.start()
        sealing.join(1.5)
        assert sealing.is_alive()
        assert sealer.size == 0
        wait_for_a_standby(server, "")
        sealing.join(30)
        assert sealer.size == 5


def test_a_wait_that_is_cut_short_is_no_yes(server: EmbeddedPostgres) -> None:
    url = new_database(server).url
    wait_for_a_standby(server, "far")
    try:
        with signed.connected(url) as connection, psycopg.connect(url, autocommit=True) as admin:
            cutting = threading.Timer(
                1, lambda: admin.execute("select pg_cancel_backend(%s)", [connection.info.backend_pid])
            )
            cutting.start()
            with pytest.raises(OperationalError, match="cut short"):
                signed.durable_head(connection)
            cutting.join()
    finally:
        wait_for_a_standby(server, "")
