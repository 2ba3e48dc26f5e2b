"""The proofs that transparency-dev publishes: accepted and refused as they should be."""

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.verifying import verify_consistency, verify_inclusion


def cases(folder: Path) -> Iterator[tuple[str, dict[str, Any], list[bytes]]]:
    for file in sorted(folder.rglob("*.json")):
        case = json.loads(file.read_text())
        yield str(file.relative_to(folder)), case, [b64decode(each) for each in case["proof"] or []]


def holds(verify: Any, *claim: Any) -> bool:
    try:
        verify(*claim)
    except Invalid:
        return False
    return True


def test_98_inclusion_proofs(vectors: Path) -> None:
    seen = [
        (
            name,
            case["wantErr"],
            holds(
                verify_inclusion,
                b64decode(case["leafHash"] or ""),
                case["leafIdx"],
                case["treeSize"],
                proof,
                b64decode(case["root"] or ""),
            ),
        )
        for name, case, proof in cases(vectors / "merkle/testdata/inclusion")
    ]
    assert len(seen) == 98
    assert [name for name, refused, held in seen if held == refused] == []


def test_98_consistency_proofs(vectors: Path) -> None:
    seen = [
        (
            name,
            case["wantErr"],
            holds(
                verify_consistency,
                case["size1"],
                case["size2"],
                b64decode(case["root1"] or ""),
                b64decode(case["root2"] or ""),
                proof,
            ),
        )
        for name, case, proof in cases(vectors / "merkle/testdata/consistency")
    ]
    assert len(seen) == 98
    assert [name for name, refused, held in seen if held == refused] == []


@pytest.mark.parametrize("size", [0, -1, 2**63])
def test_sizes_that_no_tree_has(size: int) -> None:
    with pytest.raises(Invalid):
        verify_consistency(size, size, bytes(32), bytes(32), [])
    with pytest.raises(Invalid):
        verify_inclusion(bytes(32), size - 1, size, [], bytes(32))
