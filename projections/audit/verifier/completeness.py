"""Whether anything was left out of a package: every leaf is asked, in the package itself or in the published log."""

from collections.abc import Iterator

from projections.audit.tlog.bundles import LENGTH
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tiles import WIDTH
from projections.audit.verifier.account import about
from projections.audit.verifier.answers import wrong
from projections.audit.verifier.scope import Scope
from projections.audit.verifier.tree import Leaves, check_positions


def carried(content: bytes, checkpoint: Checkpoint) -> Iterator[Leaves]:
    """Read the leaves that a package carries: all of the log's up to the checkpoint, each behind its length."""
    edge, at = Frontier(), 0
    for start in range(0, checkpoint.size, WIDTH):
        entries = []
        for _ in range(min(WIDTH, checkpoint.size - start)):
            end = at + LENGTH + int.from_bytes(content[at : at + LENGTH])
            entries.append(content[at + LENGTH : end])
            at = end
        if at > len(content):
            raise Invalid("leaves are missing")
        check_positions(start, entries)
        edge.extend(map(leaf_hash, entries))
        yield Leaves(start, entries)
    if at != len(content) or edge.root() != checkpoint.root:
        raise Invalid("the leaves do not lead to the signed root")


def asked(scope: Scope, some: Leaves) -> list[Leaf]:
    """Give the leaves that a package of this scope must have."""
    if scope.tag is not None:
        return [leaf for leaf in about(scope.tag, some) if scope.asks(leaf)]
    leaves = [_leaf(position, entry) for position, entry in enumerate(some.entries, some.start + 1)]
    return [leaf for leaf in leaves if scope.asks(leaf)]


def _leaf(position: int, entry: bytes) -> Leaf:
    try:
        return decode(entry)
    except Invalid as no:
        raise wrong("no_leaf", position=position, why=str(no)) from None
