"""The oracle: RFC 6962, section 2.1, written down as it stands there, and slow."""

from hashlib import sha256


def tree_hash(entries: list[bytes]) -> bytes:
    """MTH(D[n])."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    half = left_half(len(entries))
    return sha256(b"\1" + tree_hash(entries[:half]) + tree_hash(entries[half:])).digest()


def path(index: int, entries: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(entries) == 1:
        return []
    half = left_half(len(entries))
    if index < half:
        return [*path(index, entries[:half]), tree_hash(entries[half:])]
    return [*path(index - half, entries[half:]), tree_hash(entries[:half])]


def proof(old: int, entries: list[bytes], *, known: bool = True) -> list[bytes]:
    """PROOF(m, D[n]), which is SUBPROOF(m, D[n], true)."""
    if old == len(entries):
        return [] if known else [tree_hash(entries)]
    half = left_half(len(entries))
    if old <= half:
        return [*proof(old, entries[:half], known=known), tree_hash(entries[half:])]
    return [*proof(old - half, entries[half:], known=False), tree_hash(entries[:half])]


def left_half(size: int) -> int:
    half = 1
    while half * 2 < size:
        half *= 2
    return half
