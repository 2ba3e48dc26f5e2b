"""A copy, checked from scratch, and a database made from nothing else."""

from pathlib import Path

import psycopg
from audit.verifier.running import verify
from sealing.audited import audit

from ledger.log.log import Fact
from projections.audit.copying.bodies import Body, check_bodies, path_of, unpack_bodies
from projections.audit.store import TileStore
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.tiles import TileName, tiles_between, unpack_hashes

ROWS = "select * from ledger.events order by position"
# Without the names of appends, which have no actor and are repeated within a connection's patience only.
REQUESTS = "select actor, request, digest, first, last from ledger.requests where actor <> '' order by first"


def facts_of(copy: Path) -> list[Body]:
    """Read every fact of a copy, and believe none that its tiles do not show."""
    store, bodies = TileStore(copy), list[Body]()
    for name in tiles_between(0, store.checkpoint().size):
        if name.level is None:
            some = unpack_bodies((copy / path_of(name)).read_bytes())
            hashes = store.read(TileName(0, name.index, name.width))
            check_bodies(some, len(bodies) + 1, unpack_hashes(hashes, name.width))
            bodies += some
    return bodies


def check_copy(url: str, copy: Path, key: VerifierKey) -> int:
    """Give the size of a copy that says the same as the database, in every row; the auditors' program agrees."""
    assert verify("log", "--tiles", copy, "--key", key)["verdict"] == "valid"
    bodies = facts_of(copy)
    with psycopg.connect(url) as connection:
        assert audit(connection, copy, key) == len(bodies)
        rows = connection.execute(ROWS).fetchall()[: len(bodies)]
        requests = connection.execute(REQUESTS).fetchall()
    assert [tuple(body.fact) for body in bodies] == [tuple(Fact(*row)) for row in rows]
    assert [
        (body.fact.actor, body.fact.request, body.asked.digest, body.fact.position, body.asked.last)
        for body in bodies
        if body.asked
    ] == [row for row in requests if row[3] <= len(bodies)]
    return len(bodies)
