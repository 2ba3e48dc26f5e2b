"""The tree and its proofs, against the RFC's definitions written down naively."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import EMPTY_ROOT, leaf_hash
from projections.audit.tlog.proving import consistency_proof, inclusion_proof, range_hash
from projections.audit.tlog.verifying import verify_consistency, verify_inclusion

from . import naive
from .grown import Grown

SIZES = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700]
LARGE = Grown(70_000, batch=997)  # three levels of tiles


def test_the_root_is_the_same_however_leaves_arrive() -> None:
    for size in SIZES:
        entries = [b"%d" % number for number in range(size)]
        one_by_one, at_once = Frontier(), Frontier()
        for entry in entries:
            one_by_one.extend([leaf_hash(entry)])
        at_once.extend(map(leaf_hash, entries))
        assert one_by_one.root() == at_once.root() == naive.tree_hash(entries)
        assert one_by_one.partials() == at_once.partials()
    assert Frontier().root() == naive.tree_hash([]) == EMPTY_ROOT


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 600), max_size=6), st.data())
def test_a_tree_goes_on_from_its_tiles(batches: list[int], data: st.DataObject) -> None:
    log, remembered = Grown(sum(batches)), Frontier()
    start = 0
    for batch in batches:
        remembered.extend(map(leaf_hash, log.entries[start : start + batch]))
        start += batch
        at_disk = Grown(start)
        restored = Frontier.restore(start, at_disk.read)
        assert restored.root() == remembered.root()
        if data.draw(st.booleans()):
            remembered = restored
    assert remembered.partials() == log.frontier.partials()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.data())
def test_inclusion_proofs_are_the_rfc_s(size: int, data: st.DataObject) -> None:
    log, index = Grown(size), data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(log.hashes, index, size)
    assert proof == naive.path(index, log.entries)
    verify_inclusion(leaf_hash(log.entries[index]), index, size, proof, log.frontier.root())


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.data())
def test_consistency_proofs_are_the_rfc_s(size: int, data: st.DataObject) -> None:
    log, old = Grown(size), data.draw(st.integers(1, size))
    proof = consistency_proof(log.hashes, old, size)
    assert proof == naive.proof(old, log.entries)
    verify_consistency(old, size, naive.tree_hash(log.entries[:old]), log.frontier.root(), proof)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 69_999), st.integers(1, 70_000))
def test_proofs_of_a_tree_of_three_levels(index: int, old: int) -> None:
    size, root = LARGE.frontier.size, LARGE.frontier.root()
    verify_inclusion(leaf_hash(LARGE.entries[index]), index, size, inclusion_proof(LARGE.hashes, index, size), root)
    was = range_hash(LARGE.hashes, 0, old)
    verify_consistency(old, size, was, root, consistency_proof(LARGE.hashes, old, size))


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 300), st.data())
def test_a_flipped_bit_proves_nothing(size: int, data: st.DataObject) -> None:
    log = Grown(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    leaf, root = leaf_hash(log.entries[index]), log.frontier.root()
    parts = [leaf, root, *inclusion_proof(log.hashes, index, size)]
    spoiled = flip(parts, data)
    with pytest.raises(Invalid):
        verify_inclusion(spoiled[0], index, size, spoiled[2:], spoiled[1])
    parts = [naive.tree_hash(log.entries[:old]), root, *consistency_proof(log.hashes, old, size)]
    spoiled = flip(parts, data)
    with pytest.raises(Invalid):
        verify_consistency(old, size, spoiled[0], spoiled[1], spoiled[2:])


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 300), st.data())
def test_a_proof_proves_one_thing_only(size: int, data: st.DataObject) -> None:
    log = Grown(size)
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    leaf, root, proof = leaf_hash(log.entries[index]), log.frontier.root(), inclusion_proof(log.hashes, index, size)
    for wrong in (
        (leaf, other, size, proof, root),
        (leaf_hash(log.entries[other]), index, size, proof, root),
        (leaf, index, size, proof[:-1], root),
        (leaf, index, size, [*proof, root], root),
        (leaf, index, size, [leaf, *proof], root),
    ):
        with pytest.raises(Invalid):
            verify_inclusion(*wrong)


def test_a_node_does_not_pass_for_a_leaf() -> None:
    log = Grown(4)
    left = leaf_hash(log.entries[0]) + leaf_hash(log.entries[1])
    right = range_hash(log.hashes, 2, 4)
    with pytest.raises(Invalid):
        verify_inclusion(leaf_hash(left), 0, 2, [right], log.frontier.root())


@pytest.mark.parametrize(("old", "new"), [(5, 4), (-1, 4)])
def test_what_cannot_be_proved(old: int, new: int) -> None:
    hashes = Grown(4).hashes
    with pytest.raises(Invalid):
        consistency_proof(hashes, old, new)
    with pytest.raises(Invalid):
        inclusion_proof(hashes, old, new)
    with pytest.raises(Invalid):
        inclusion_proof(hashes, 6, 9)
    with pytest.raises(Invalid):
        range_hash(hashes, 1, 3)
    assert consistency_proof(hashes, 0, 4) == consistency_proof(hashes, 4, 4) == []


def flip(parts: list[bytes], data: st.DataObject) -> list[bytes]:
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    spoiled = bytearray(parts[which])
    spoiled[bit // 8] ^= 1 << bit % 8
    return [*parts[:which], bytes(spoiled), *parts[which + 1 :]]
