"""A pruned tree proves all its leaves at once, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import join, leaf_hash, peaks
from projections.audit.tlog.proving import inclusion_proof
from projections.audit.tlog.pruned import prune, root_of

LEAVES = [leaf_hash(b"%d" % number) for number in range(300)]


def read(height: int, index: int) -> bytes:
    return join(peaks(LEAVES[index << height : (index + 1) << height]))


@st.composite
def trees(draw: st.DrawFn) -> tuple[int, list[int]]:
    size = draw(st.integers(1, 300))
    return size, sorted(draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=40)))


@given(trees())
def test_it_leads_to_the_root(tree: tuple[int, list[int]]) -> None:
    size, kept = tree
    beside = prune(read, kept, size)
    assert root_of(kept, [LEAVES[index] for index in kept], beside, size) == join(peaks(LEAVES[:size]))
    assert len(set(beside)) == len(beside)


@given(trees(), st.data())
def test_it_leads_nowhere_else(tree: tuple[int, list[int]], data: st.DataObject) -> None:
    size, kept = tree
    root, leaves = join(peaks(LEAVES[:size])), [LEAVES[index] for index in kept]
    beside = prune(read, kept, size)
    number = data.draw(st.integers(0, len(kept) - 1))
    other = [*leaves[:number], bytes(32), *leaves[number + 1 :]]
    assert root_of(kept, other, beside, size) != root
    for wrong in ([*beside, bytes(32)], beside[:-1] if beside else [bytes(32)]):
        with pytest.raises(Invalid):
            root_of(kept, leaves, wrong, size)
    if beside:
        number = data.draw(st.integers(0, len(beside) - 1))
        assert root_of(kept, leaves, [*beside[:number], bytes(32), *beside[number + 1 :]], size) != root


def test_one_leaf_takes_its_inclusion_proof_and_neighbours_hardly_more() -> None:
    assert sorted(prune(read, [77], 300)) == sorted(inclusion_proof(read, 77, 300))
    assert len(prune(read, range(64, 192), 300)) == 3
    assert prune(read, range(300), 300) == []


@pytest.mark.parametrize(
    ("kept", "leaves", "size"), [([], 0, 9), ([1, 1], 2, 9), ([2, 1], 2, 9), ([9], 1, 9), ([-1], 1, 9), ([1], 2, 9)]
)
def test_what_is_no_pruned_tree(kept: list[int], leaves: int, size: int) -> None:
    with pytest.raises(Invalid):
        root_of(kept, LEAVES[:leaves], LEAVES[:8], size)


def test_a_size_beyond_all_logs_is_refused_and_a_large_one_is_quick() -> None:
    with pytest.raises(Invalid):
        root_of([0], LEAVES[:1], [], 2**63)
    assert root_of([2**62], LEAVES[:1], LEAVES[1:64], 2**63 - 1)
