"""The log that Tessera publishes for its tests, built again byte for byte."""

from pathlib import Path

import pytest

from projections.audit.tlog.bundles import pack_entries, unpack_entries
from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.tiles import TileName, parse_path, tiles_between

KEY = VerifierKey.parse("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
SIZE = 15


@pytest.fixture
def log(vectors: Path) -> Path:
    return vectors / "tessera/testdata/log"


@pytest.fixture
def entries(log: Path) -> list[bytes]:
    last = TileName(None, 0, SIZE)
    return unpack_entries((log / last.path).read_bytes(), last.width)


def test_every_file_byte_for_byte(log: Path, entries: list[bytes]) -> None:
    built: dict[str, bytes] = {}
    frontier = Frontier()
    for size in range(SIZE + 1):
        if size:
            frontier.extend([leaf_hash(entries[size - 1])])
            built |= {tile.name.path: tile.content for tile in frontier.partials()}
            built[TileName(None, 0, size).path] = pack_entries(entries[:size])
        golden = (log / f"checkpoint.{size}").read_bytes()
        signatures = parse_note(golden).signatures
        text = Checkpoint("example.com/log/testdata", size, frontier.root()).text
        built[f"checkpoint.{size}"] = f"{text}\n{signatures[0].line}".encode()
    built["checkpoint"] = built[f"checkpoint.{SIZE}"]

    golden_files = {
        str(file.relative_to(log)): file.read_bytes()
        for file in log.rglob("*")
        if file.is_file() and ".state" not in file.parts
    }
    assert len(golden_files) == 2 * SIZE + SIZE + 1 + 1 == 47
    assert built == golden_files
    tiles = {name for name in golden_files if name.startswith("tile/")}
    assert {name.path for size in range(SIZE) for name in tiles_between(size, size + 1)} == tiles
    assert {parse_path(name).path for name in tiles} == tiles


def test_every_checkpoint_is_signed_by_the_published_key(log: Path, entries: list[bytes]) -> None:
    for size in range(SIZE + 1):
        frontier = Frontier()
        frontier.extend(map(leaf_hash, entries[:size]))
        checkpoint, cosigners = open_checkpoint((log / f"checkpoint.{size}").read_bytes(), KEY)
        assert checkpoint == Checkpoint("example.com/log/testdata", size, frontier.root())
        assert cosigners == {}


def test_any_flipped_bit_of_a_checkpoint_is_refused(log: Path) -> None:
    golden = (log / "checkpoint").read_bytes()
    for at in range(len(golden)):
        for bit in range(8):
            flipped = bytearray(golden)
            flipped[at] ^= 1 << bit
            with pytest.raises(Invalid):
                open_checkpoint(bytes(flipped), KEY)
