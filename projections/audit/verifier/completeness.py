"""Whether anything was left out of a package: every leaf is asked, in the package itself or in the published log."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from projections.audit.tlog.bundles import LENGTH
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tiles import WIDTH
from projections.audit.verifier.account import about
from projections.audit.verifier.answers import wrong
from projections.audit.verifier.custody import Custody
from projections.audit.verifier.manifest import Manifest, digest
from projections.audit.verifier.scope import Scope
from projections.audit.verifier.tree import Leaves, check_positions


class Package(NamedTuple):
    """What was found good, but for completeness."""

    manifest: Manifest
    checkpoint: Checkpoint
    facts: list[ShownFact]
    custody: Custody


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


def check_complete(package: Package, source: Iterable[Leaves], size: int) -> list[int]:
    """See that no fact was left out, nor one of custody; give the positions of facts about the package since then."""
    manifest, checkpoint, facts, custody = package
    there = {fact.leaf.position for fact in facts}
    listed = {fact.leaf.position: fact.leaf for fact in custody.facts if fact.leaf.position <= size}
    of_package = Scope(None, f"package:{digest(bytes(manifest))}", None)
    newer = []
    for some in source:
        for leaf in _asked(manifest.asked, some):
            if leaf.position <= checkpoint.size and leaf.position not in there:
                raise wrong("left_out", position=leaf.position, type=leaf.type)
        for leaf in _asked(of_package, some):
            if leaf.position > custody.checkpoint.size:
                newer.append(leaf.position)
            elif listed.pop(leaf.position, None) != leaf:
                raise wrong("left_out", position=leaf.position, type=leaf.type)
    if listed:
        raise wrong("added", position=min(listed))
    return newer


def _asked(scope: Scope, some: Leaves) -> list[Leaf]:
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
