"""`db`: the live database against the published tiles, down to the first position where they part."""

from collections.abc import Iterator, Sequence
from itertools import islice

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf, encode
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.tiles import WIDTH, TileName, tile_width, unpack_hashes
from projections.audit.verifier.answers import Answer, Stopped, valid, wrong
from projections.audit.verifier.folder import Folder
from projections.audit.verifier.indexes import check_indexes
from projections.audit.verifier.rows import Row, connected, rows
from projections.audit.verifier.tree import Progress


def check_database(dsn: str, folder: Folder, policy: Policy, progress: Progress) -> Answer:
    """Rebuild the leaf of every stored fact. Facts younger than the checkpoint are not under it yet, only counted."""
    checkpoint, _ = folder.checkpoint(policy)
    with connected(dsn) as connection:
        facts = rows(connection)
        if found := _first_difference(facts, folder, checkpoint, progress):
            raise found
        newer = _newer(facts, checkpoint.size)
        check_indexes(connection)
    return valid("database", origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root.hex(), newer=newer)


def _first_difference(
    facts: Iterator[Row], folder: Folder, checkpoint: Checkpoint, progress: Progress
) -> Stopped | None:
    """Compare leaf by leaf. The tiles are believed only when they have led to the signed root, so to the very end."""
    edge, found = Frontier(), None
    for start in range(0, checkpoint.size, WIDTH):
        name = TileName(0, start // WIDTH, tile_width(0, start // WIDTH, checkpoint.size))
        published = unpack_hashes(folder.tile(name), name.width)
        edge.extend(published)
        if found is None:
            found = _difference(list(islice(facts, name.width)), published, name, folder)
            progress(start + name.width, checkpoint.size)
    if edge.root() != checkpoint.root:
        raise wrong("root", size=checkpoint.size)
    return found


def _difference(some: Sequence[Row], published: list[bytes], name: TileName, folder: Folder) -> Stopped | None:
    for number, hashed in enumerate(published):
        position = name.index * WIDTH + number + 1
        row = some[number] if number < len(some) else None
        if row is None or row.position is None or row.position > position:
            return wrong("row_missing", position=position)
        if row.position < position:
            return wrong("row_added", position=row.position)
        if _hash(row.leaf) != hashed:
            return wrong("row_changed", position=position, columns=_columns(row.leaf, name, number, hashed, folder))
    return None


def _hash(leaf: Leaf | None) -> bytes:
    try:
        return leaf_hash(encode(leaf)) if leaf else b""
    except (Invalid, TypeError):
        return b""


def _columns(row: Leaf | None, name: TileName, number: int, hashed: bytes, folder: Folder) -> list[str] | None:
    """Name the columns that changed if the bundle is at hand; what it says must be what was published."""
    try:
        entry = folder.entries(TileName(None, name.index, name.width))[number]
        was = decode(entry)
    except (Stopped, Invalid):
        return None
    if row is None or leaf_hash(entry) != hashed:
        return None
    pairs = zip(Leaf._fields, was, row, strict=True)
    return [column.removesuffix("_sha256") for column, before, now in pairs if before != now]


def _newer(facts: Iterator[Row], size: int) -> int:
    """Count the facts behind the checkpoint, whose positions go on where it ends."""
    newer = 0
    for newer, row in enumerate(facts, 1):
        if row.position != size + newer:
            if row.position is not None and row.position > size + newer:
                raise wrong("row_missing", position=size + newer)
            raise wrong("row_added", position=row.position)
    return newer
