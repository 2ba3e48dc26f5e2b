"""What a writer signs: all facts of one append, in a text that follows from their leaves.

    merit append v1
    0011223344556677 17 2
    uTvFZ5Cd7BRyYvKMMFMuvQIMoBe2Q0XQoBBbnPBYC24=

The writer's session, a number that no other append of that session has, and how many facts they are; then the SHA-256
of the columns that a writer decides. Position and recorded_at are the log's own. A column is a text with a digit for
each fact, 0 where it has no value, and then every value; what all facts share stands once, as if they were one. All
these texts of all columns are joined by NULs, which none of them can hold, and hashed as UTF-8.

The first fact of an append bears the writer's name and key id, and as signature: session and number in eight bytes
each, how many facts in four, and the Ed25519 signature of the text.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, cast

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey, VerifierKey
from projections.audit.tlog.leaf import Leaf
from projections.audit.tlog.strict import from_base64, to_base64, utf8

DOMAIN = "merit append v1"
NUMBER = 8  # bytes
FACTS = 4
FACTS_MAX = 2**16  # ten times what the ledger appends at once
SIGNATURE = 64
SEPARATOR = "\x1f"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Column = Sequence[str | int | None]


class Columns(NamedTuple):
    """An append, column by column, in the order in which they are hashed."""

    types: Column
    versions: Column
    digests: Column  # SHA-256 of the data
    tags: Column  # of a fact, joined by the unit separator
    moments: Column  # effective_at, in microseconds since 1970
    actors: Column
    on_behalf_ofs: Column
    requests: Column
    reasons: Column
    causations: Column
    policy_versions: Column


class AppendSignature(NamedTuple):
    """Which append of which session, of how many facts, and the writer's hand."""

    session: bytes
    number: int
    facts: int
    content: bytes

    def __bytes__(self) -> bytes:
        return self.session + self.number.to_bytes(NUMBER) + self.facts.to_bytes(FACTS) + self.content

    @classmethod
    def of(cls, leaf: Leaf) -> "AppendSignature":
        """Read it from the first leaf of an append."""
        content = from_base64(leaf.signature or "")
        if len(content) != NUMBER + NUMBER + FACTS + SIGNATURE:
            raise Invalid("an append's signature has 84 bytes")
        number, facts = content[NUMBER : 2 * NUMBER], int.from_bytes(content[2 * NUMBER : -SIGNATURE])
        return cls(content[:NUMBER], int.from_bytes(number), _checked(facts), content[-SIGNATURE:])


def sign_append(key: SignerKey, session: bytes, number: int, columns: Columns) -> AppendSignature:
    """Sign what is about to be appended."""
    facts = _checked(len(columns.types))
    return AppendSignature(session, number, facts, key.sign(_text(session, number, columns)))


def verify_append(key: VerifierKey, signature: AppendSignature, leaves: Sequence[Leaf]) -> None:
    """Check that a writer signed these facts, all of them and no others, as one append."""
    column = dict(zip(Leaf._fields, zip(*leaves, strict=True), strict=True))
    columns = Columns(
        column["type"],
        column["version"],
        column["data_sha256"],
        list(map(_joined, column["tags"])),
        list(map(_microseconds, column["effective_at"])),
        column["actor"],
        column["on_behalf_of"],
        column["request"],
        column["reason"],
        column["causation"],
        column["policy_version"],
    )
    key.verify(_text(signature.session, signature.number, columns), signature.content)


@lru_cache(256)  # the facts of one commit have few times
def _microseconds(moment: str) -> int:
    return (datetime.fromisoformat(moment) - EPOCH) // MICROSECOND


def _checked(facts: int) -> int:
    if not 0 < facts <= FACTS_MAX:
        raise Invalid(f"an append has 1 to {FACTS_MAX} facts")
    return facts


def _text(session: bytes, number: int, columns: Columns) -> str:
    pieces: list[str] = []
    for column in columns:
        pieces += _pieces(column)
    joined = "\0".join(pieces)
    if joined.count("\0") >= len(pieces):
        raise Invalid("no column of a fact holds a NUL")
    digest = sha256(utf8(joined)).digest()
    return f"{DOMAIN}\n{session.hex()} {number} {len(columns.types)}\n{to_base64(digest)}\n"


def _pieces(column: Column) -> Sequence[str]:
    if column.count(column[0]) == len(column):
        column = column[:1]
    marks = "".join(["0" if value is None else "1" for value in column]) if None in column else "1" * len(column)
    given = [value for value in column if value is not None] if "0" in marks else column
    # What is no text is a number; most are texts, and this is done at every commit.
    return [marks, *(map(str, given) if type(column[0]) is int else cast("Sequence[str]", given))]


def _joined(tags: Sequence[str]) -> str:
    """Join tags as they travelled; two that would become one, or one that would become none, never did."""
    joined = SEPARATOR.join(tags)
    if joined.count(SEPARATOR) != max(len(tags) - 1, 0) or (tags and not joined):
        raise Invalid("no tag holds a unit separator")
    return joined
