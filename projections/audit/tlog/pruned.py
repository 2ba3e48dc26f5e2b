"""Many leaves' proof in one: the tree without them, as the hashes of what was cut away, left to right, each once.

A thousand neighbours take as many hashes as one leaf; a thousand leaves far apart still share the upper rows.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import HASH_SIZE, SIZE_MAX, node_hash, split
from projections.audit.tlog.proving import ReadHash, range_hash


def prune(read: ReadHash, kept: Sequence[int], size: int) -> list[bytes]:
    """Give the hashes that lead from the leaves at these indexes, in order, to the root of `size` leaves."""
    _check_indexes(kept, size)
    return list(_pruned(read, kept, 0, size))


def root_of(kept: Sequence[int], leaves: Sequence[bytes], beside: Sequence[bytes], size: int) -> bytes:
    """Give the root that the leaves of these hashes, at these indexes, and the hashes beside them lead to."""
    _check_indexes(kept, size)
    if len(leaves) != len(kept) or any(len(each) != HASH_SIZE for each in (*leaves, *beside)):
        raise Invalid("a pruned tree has a hash of 32 bytes for each leaf")
    own, others = iter(leaves), iter(beside)
    try:
        root = _grown(own, others, kept, 0, size)
    except StopIteration:
        raise Invalid("a pruned tree lacks hashes") from None
    if next(others, None) is not None:
        raise Invalid("a pruned tree has hashes too many")
    return root


def _check_indexes(kept: Sequence[int], size: int) -> None:
    ordered = all(one < other for one, other in pairwise(kept))
    if not kept or not ordered or not 0 <= kept[0] <= kept[-1] < size <= SIZE_MAX:
        raise Invalid("a pruned tree keeps some of its leaves, in order")


def _pruned(read: ReadHash, kept: Sequence[int], start: int, end: int) -> Iterator[bytes]:
    if not kept:
        yield range_hash(read, start, end)
    elif end - start > 1:
        middle = start + split(end - start)
        at = bisect_left(kept, middle)
        yield from _pruned(read, kept[:at], start, middle)
        yield from _pruned(read, kept[at:], middle, end)


def _grown(own: Iterator[bytes], others: Iterator[bytes], kept: Sequence[int], start: int, end: int) -> bytes:
    if not kept:
        return next(others)
    if end - start == 1:
        return next(own)
    middle = start + split(end - start)
    at = bisect_left(kept, middle)
    left = _grown(own, others, kept[:at], start, middle)
    return node_hash(left, _grown(own, others, kept[at:], middle, end))
