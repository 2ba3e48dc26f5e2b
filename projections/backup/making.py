"""A backup: the rows of one moment, and the published log as it was signed in that moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ledger.log.migrate import migrated_to
from projections import bookmarks
from projections.audit import signed
from projections.audit.store import TileStore
from projections.backup import manifest
from projections.backup.aside import whole
from projections.backup.manifest import Manifest
from projections.backup.programs import Steps, dump
from projections.backup.trees import checkpoint_of, copy_tree
from projections.connecting import opened

ROWS = "ledger.dump"
TILES = "tiles"
HOLDS = frozenset((ROWS, TILES, manifest.FILE, f"{manifest.FILE}.new"))

# Who may read everything, and so the only one who can back it up.
SETTINGS = "set role merit_owner; set timezone to 'UTC'; set default_transaction_isolation to 'repeatable read'"


class Moment(NamedTuple):
    """What the database was."""

    snapshot: str
    facts: int
    note: bytes | None


def make(url: str, tiles: Path, target: Path, step: Steps) -> Manifest:
    """Fill a folder that was not there; the ledger goes on meanwhile."""
    with whole(target, HOLDS) as folder:
        with _moment(url) as moment:
            dump(url, moment.snapshot, folder / ROWS, step("rows"))
        sealed, root = 0, None
        if moment.note is not None:
            checkpoint = checkpoint_of(moment.note)
            sealed, root = checkpoint.size, checkpoint.root.hex()
            copy_tree(TileStore(tiles).read, TileStore(folder / TILES), moment.note, step)
        return manifest.write(folder, migrated_to(url) or "", moment.facts, sealed, root)


@contextmanager
def _moment(url: str) -> Iterator[Moment]:
    """Hold one moment still, for us and for whoever is told its snapshot."""
    with opened(url, "merit backup", SETTINGS) as connection, connection.transaction():
        (snapshot,) = connection.execute("select pg_export_snapshot()").fetchone() or ("",)
        yield Moment(snapshot, bookmarks.head(connection), signed.last_note(connection))
