"""Facts as they are handed over: as stored, each with its way to the signed root."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from ledger.log.log import Fact
from projections.audit.published import Unsealed
from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.proving import inclusion_proof
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.tlog_proof import TlogProof
from projections.audit.tlog.verifying import verify_inclusion

COLUMNS = ", ".join(f"e.{name}" for name in Fact._fields)
DATA = Fact._fields.index("data")
ABOUT = f"""select {COLUMNS} from ledger.events e
    where e.position in (select t.position from ledger.event_tags t where t.tag = %s) and e.position <= %s
    order by e.position"""  # noqa: S608 - the columns of a fact


class Disclosing:
    """What is under one checkpoint. A fact that the database no longer has as it was sealed raises `Invalid`."""

    def __init__(self, store: TileStore, position: int) -> None:
        """Take the newest checkpoint, which must cover this position."""
        note = store.note()
        if note is None:
            raise Unsealed(position, 0)
        self.note, self.checkpoint = note, parse_checkpoint(parse_note(note).text)
        if self.checkpoint.size < position:
            raise Unsealed(position, self.checkpoint.size)
        self._hashes = TileHashes(store.read, self.checkpoint.size)

    def about(self, connection: Connection, tag: str) -> list[tuple[ShownFact, tuple[bytes, ...]]]:
        """Give every sealed fact with a tag."""
        rows = connection.execute(ABOUT, [tag, self.checkpoint.size]).fetchall()
        return [self.shown(row) for row in rows]

    def shown(self, row: Sequence[Any]) -> tuple[ShownFact, tuple[bytes, ...]]:
        """Give a stored fact and its way to the root."""
        fact = ShownFact(leaf_of(*row), row[DATA])
        index = fact.leaf.position - 1
        hashes = inclusion_proof(self._hashes, index, self.checkpoint.size)
        try:
            verify_inclusion(leaf_hash(encode(fact.leaf)), index, self.checkpoint.size, hashes, self.checkpoint.root)
        except Invalid:
            raise Invalid(f"the fact at position {fact.leaf.position} is not the one that was sealed") from None
        return fact, tuple(hashes)

    def proof(self, row: Sequence[Any]) -> bytes:
        """Give a fact's proof file with the fact in it."""
        fact, hashes = self.shown(row)
        return bytes(TlogProof(fact.leaf.position - 1, hashes, self.note, bytes(fact)))
