"""Proofs, out of a tree whose nodes can be read (RFC 6962, sections 2.1.1 and 2.1.2)."""

from collections.abc import Callable

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import join, split

# (height, index): the root of the index-th subtree of 2^height leaves.
ReadHash = Callable[[int, int], bytes]


def range_hash(read: ReadHash, start: int, end: int) -> bytes:
    """Hash the leaves start..end-1, where `start` is a multiple of a power of two that is no less than their number."""
    subtrees = []
    while start < end:
        height = (end - start).bit_length() - 1
        if start % (1 << height):
            raise Invalid("those leaves do not make up a subtree")
        subtrees.append(read(height, start >> height))
        start += 1 << height
    return join(subtrees)


def inclusion_proof(read: ReadHash, index: int, size: int) -> list[bytes]:
    """Prove that a leaf is in the tree of `size` leaves."""
    if not 0 <= index < size:
        raise Invalid("that leaf is not in the tree")
    start, end, beside = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return [range_hash(read, *leaves) for leaves in reversed(beside)]


def consistency_proof(read: ReadHash, old: int, new: int) -> list[bytes]:
    """Prove that the tree of `old` leaves was only appended to; from the empty tree there is nothing to prove."""
    if not 0 <= old <= new:
        raise Invalid("a tree does not shrink")
    if old in {0, new}:
        return []
    start, end, beside = 0, new, []
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    if start:  # otherwise it is the old root itself, which the verifier has
        beside.append((start, end))
    return [range_hash(read, *leaves) for leaves in reversed(beside)]
