"""Proofs, checked: by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2."""

from collections.abc import Iterator, Sequence

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import HASH_SIZE, SIZE_MAX, node_hash


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf of this hash is at `index` in the tree of that size and root."""
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size <= SIZE_MAX:
        raise Invalid("the leaf is not in a tree of that size")
    found = leaf
    for beside, is_left in _climb(index, size - 1, proof):
        found = node_hash(beside, found) if is_left else node_hash(found, beside)
    if found != root:
        raise Invalid("the proof does not lead to the root")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the new tree is the old one, only appended to. An empty old tree proves nothing and is refused."""
    if not 0 < old <= new <= SIZE_MAX:
        raise Invalid("trees of such sizes cannot be compared")
    if old == new:
        if proof or old_root != new_root:
            raise Invalid("two trees of one size differ")
        return
    _check_hashes(old_root, new_root, *proof)
    # The old tree's last perfect subtree is a node of the new tree: climb from there, to both roots at once.
    height = (old & -old).bit_length() - 1
    path = list(proof)
    before = after = old_root if old == 1 << height or not path else path.pop(0)
    for beside, is_left in _climb((old - 1) >> height, (new - 1) >> height, path):
        if is_left:
            before, after = node_hash(beside, before), node_hash(beside, after)
        else:
            after = node_hash(after, beside)
    if before != old_root or after != new_root:
        raise Invalid("the proof does not lead from the old root to the new one")


def _climb(node: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Walk from a node to the root: each hash on the way, and whether it stands to the left. `last` ends the row."""
    for beside in proof:
        if last == 0:
            raise Invalid("the proof is too long")
        is_left = bool(node & 1) or node == last
        yield beside, is_left
        # At the edge a node without a neighbour rises as it is.
        while is_left and node and not node & 1:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    if last:
        raise Invalid("the proof is too short")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise Invalid("a hash has 32 bytes")
