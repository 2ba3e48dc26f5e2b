"""The Merkle tree hash of RFC 6962, section 2.1."""

from collections.abc import Sequence
from hashlib import sha256

HASH_SIZE = 32
SIZE_MAX = 2**63 - 1  # leaves; so that sizes are numbers in every language
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash a leaf's bytes; the prefix keeps a leaf from passing for a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Hash 2^k neighbours of one height into the root above them all."""
    while len(hashes) > 1:
        hashes = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
    return hashes[0]


def peaks(hashes: Sequence[bytes]) -> list[bytes]:
    """Fold any number of neighbours into perfect subtrees, the largest first."""
    found, start = [], 0
    while start < len(hashes):
        width = 1 << (len(hashes) - start).bit_length() - 1
        found.append(fold(hashes[start : start + width]))
        start += width
    return found


def join(subtrees: Sequence[bytes]) -> bytes:
    """Hash perfect subtrees, the largest first, into the root of the tree they make up."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for subtree in reversed(subtrees[:-1]):
        root = node_hash(subtree, root)
    return root


def split(size: int) -> int:
    """Give the size of a tree's left half: the largest power of two below its size."""
    return 1 << (size - 1).bit_length() - 1
