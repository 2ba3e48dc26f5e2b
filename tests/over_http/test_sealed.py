"""The sealed log over HTTP: files as tlog-tiles has them, and proofs that other programs check."""

import statistics
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from over_http.served import Served
from sealing.audited import audit
from sealing.scene import KEY, seal_all

from projections.audit import signed
from projections.audit.tlog.bundles import unpack_entries
from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tiles import tiles_between
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.audit.tlog.verifying import verify_consistency, verify_inclusion

Seal = Callable[[], int]


@pytest.fixture
def seal(served: Served, operator: httpx.Client, new: Callable[[str], str]) -> Seal:
    """Record a fact and seal everything."""

    def once() -> int:
        course = {"course": new("C"), "title": "Fire safety", "credits": "1.00", "minutes": 60}
        assert operator.post("/v1/courses", json=course).status_code == 201
        return seal_all(served.url, served.tiles)

    return once


@pytest.fixture
def anyone(served: Served) -> Iterator[httpx.Client]:
    with served.client(None) as client:
        yield client


def opened(note: str) -> Checkpoint:
    return open_checkpoint(note.encode(), KEY.verifier)[0]


def leaf_at(served: Served, position: int) -> bytes:
    with psycopg.connect(served.url) as connection:
        (fact,) = signed.facts(connection, position - 1, position)
    return leaf_hash(encode(leaf_of(*fact)))


def test_an_auditor_reads_the_whole_log_over_http(
    served: Served, seal: Seal, auditor: httpx.Client, tmp_path: Path
) -> None:
    """Every file that the checkpoint's size implies, fetched and checked against the database."""
    size = seal()
    note = auditor.get("/v1/log/checkpoint")
    assert note.headers["content-type"] == "text/plain; charset=utf-8"
    assert note.headers["cache-control"] == "no-store"
    assert opened(note.text).size == size
    for name in tiles_between(0, size):
        answer = auditor.get(f"/v1/log/{name.path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        shared = "private" if name.level is None else "public"
        assert answer.headers["cache-control"] == f"{shared}, max-age=31536000, immutable"
        file = tmp_path / name.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.content)
    (tmp_path / "checkpoint").write_text(note.text)
    with psycopg.connect(served.url) as connection:
        assert audit(connection, tmp_path, KEY.verifier) == size


def test_hashes_are_anybody_s_and_entries_an_auditor_s(
    seal: Seal, anyone: httpx.Client, operator: httpx.Client, auditor: httpx.Client
) -> None:
    width = min(seal(), 256)
    path = "000" if width == 256 else f"000.p/{width}"
    assert anyone.get("/v1/log/checkpoint").status_code == 200
    assert len(anyone.get(f"/v1/log/tile/0/{path}").content) == 32 * width
    assert anyone.get(f"/v1/log/tile/entries/{path}").status_code == 401
    assert operator.get(f"/v1/log/tile/entries/{path}").status_code == 403
    entries = unpack_entries(auditor.get(f"/v1/log/tile/entries/{path}").content, width)
    assert decode(entries[0]).position == 1


@pytest.mark.parametrize("path", ["entries%2F000", "entries%2F000.p%2F1", "%65ntries%2F000.p%2F1"])
def test_no_spelling_of_an_address_gives_entries_away(seal: Seal, anyone: httpx.Client, path: str) -> None:
    seal()
    assert anyone.get(f"/v1/log/tile/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "0/999",
        "0/0",
        "0/000.p/0",
        "0/000.p/256",
        "7/000",
        "99/000",
        "0",
        "",
        "0/%2E%2E/%2E%2E/checkpoint",
        "%2e%2e/checkpoint",
        "0/x001/000",
    ],
)
def test_what_is_not_sealed_or_no_tile_is_nowhere(seal: Seal, anyone: httpx.Client, path: str) -> None:
    seal()
    answer = anyone.get(
        httpx.URL(
            scheme=anyone.base_url.scheme,
            host=anyone.base_url.host,
            port=anyone.base_url.port,
            raw_path=f"/v1/log/tile/{path}".encode(),
        )
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "ROUTE_UNKNOWN")


def test_a_tile_that_is_written_but_not_signed_is_nowhere(served: Served, seal: Seal, anyone: httpx.Client) -> None:
    size = seal()
    index, width = divmod(size + 1, 256)
    unsigned = served.tiles / f"tile/0/{index:03}.p/{width}"
    unsigned.parent.mkdir(exist_ok=True)
    unsigned.write_bytes(bytes(32 * width))
    assert anyone.get(f"/v1/log/tile/0/{index:03}.p/{width}").status_code == 404
    unsigned.unlink()


def test_a_receipt_says_not_yet_and_then_proves_the_fact(
    served: Served, seal: Seal, operator: httpx.Client, reward: str
) -> None:
    restocked = operator.post(f"/v1/rewards/{reward}/restock", json={"units": 3})
    position = restocked.json()["position"]
    early = operator.get(f"/v1/receipts/{position}", headers={"Accept-Language": "zh"})
    assert (early.status_code, early.json()["code"]) == (404, "NOT_SEALED_YET")
    assert early.json()["details"]["wanted"] == position
    assert str(position) in early.json()["detail_zh"]
    seal()
    receipt = operator.get(f"/v1/receipts/{position}")
    assert receipt.headers["content-type"] == "text/plain; charset=utf-8"
    proof = parse_tlog_proof(receipt.content)
    checkpoint, _ = proof.verify(leaf_at(served, position), KEY.verifier)
    assert (proof.index, checkpoint.size) == (position - 1, position + 1)


def test_inclusion_is_proven_for_every_fact(served: Served, seal: Seal, operator: httpx.Client) -> None:
    size = seal()
    for position in {1, 2, size // 2, size}:
        proof = operator.get("/v1/log/proofs/inclusion", params={"position": position}).json()
        item, root = proof["item"], opened(proof["item"]["checkpoint"]).root
        leaf = leaf_at(served, position)
        assert (proof["position"], b64decode(item["leaf_hash"])) == (size, leaf)
        verify_inclusion(leaf, item["leaf_index"], item["size"], list(map(b64decode, item["hashes"])), root)
    later = operator.get("/v1/log/proofs/inclusion", params={"position": size + 1})
    assert (later.status_code, later.json()["code"]) == (404, "NOT_SEALED_YET")


def test_the_log_was_only_appended_to(seal: Seal, operator: httpx.Client) -> None:
    checkpoints = []
    for _ in range(3):
        seal()
        checkpoints.append(opened(operator.get("/v1/log/checkpoint").text))
    old, middle, last = checkpoints
    for params, new in (({"from": old.size}, last), ({"from": old.size, "to": middle.size}, middle)):
        item = operator.get("/v1/log/proofs/consistency", params=params).json()["item"]
        assert (item["old"], item["new"]) == (old.size, new.size)
        verify_consistency(old.size, new.size, old.root, new.root, list(map(b64decode, item["hashes"])))


@pytest.mark.parametrize(
    ("params", "status"),
    [({}, 422), ({"from": 0}, 422), ({"from": 2, "to": 1}, 422), ({"from": 1, "to": 10**9}, 404), ({"old": 1}, 422)],
)
def test_what_cannot_be_compared(seal: Seal, operator: httpx.Client, params: dict[str, int], status: int) -> None:
    seal()
    assert operator.get("/v1/log/proofs/consistency", params=params).status_code == status


def test_nothing_made_from_a_damaged_tile_is_given_out(served: Served, seal: Seal, operator: httpx.Client) -> None:
    size = seal()
    edge = served.tiles / f"tile/0/{size // 256:03}.p/{size % 256}"
    good = edge.read_bytes()
    edge.write_bytes(bytes([good[0] ^ 1]) + good[1:])
    try:
        for address in (f"/v1/receipts/{size}", f"/v1/log/proofs/inclusion?position={size}"):
            answer = operator.get(address)
            assert (answer.status_code, answer.json()["code"]) == (500, "TILES_DAMAGED")
        answer = operator.get("/v1/log/proofs/consistency", params={"from": size - 1})
        assert answer.status_code == 500
    finally:
        edge.write_bytes(good)
    assert operator.get(f"/v1/receipts/{size}").status_code == 200


def test_proofs_are_quick(seal: Seal, operator: httpx.Client) -> None:
    size = seal()
    seconds = []
    for number in range(200):
        begun = time.perf_counter()
        operator.get("/v1/log/proofs/inclusion", params={"position": number % size + 1})
        seconds.append(time.perf_counter() - begun)
    assert (
        statistics.quantiles(seconds, n=20)[-1] <= 0.1
    )  # measured: docs/audit.md; here only that nothing is read whole
