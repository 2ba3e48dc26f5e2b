"""Other people's programs agree with ours: the commands of docs/verifying.md, run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from projections.audit.tlog.leaf import encode, leaf_of

from .published import LOG, VKEY, Published

PAGE = Path(__file__).parents[3] / "docs" / "verifying.md"
BLOCKS: list[str] = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
TLOG_TILES = Path(sys.executable).with_name("tlog-tiles")


def block(program: str) -> str:
    (found,) = (each for each in BLOCKS if each.lstrip().startswith(program) or f"\n{program}" in each)
    return found


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not on this machine")
def test_openssl_reads_the_signature(small: Published) -> None:
    def accepts(key: str) -> bool:
        environment = {**os.environ, "KEY": key}
        command = ["sh", "-c", block("openssl")]
        return not subprocess.run(
            command, cwd=small.folder, env=environment, capture_output=True, check=False
        ).returncode

    assert accepts(VKEY)
    small.note.write_bytes(small.note.read_bytes().replace(b"\n600\n", b"\n601\n"))
    assert not accepts(VKEY)


def tlog_tiles(log: Published, *arguments: str) -> bytes | None:
    command = [str(TLOG_TILES), *arguments[:-1], str(log.folder), arguments[-1]]
    done = subprocess.run(command, capture_output=True, check=False)
    return None if done.returncode else done.stdout


def test_tlog_tiles_reads_leaves_and_makes_the_same_proof(small: Published) -> None:
    assert "tlog-tiles get-leaf -c" in block("tlog-tiles")
    for position in (1, 256, 257, 600):
        assert tlog_tiles(small, "get-leaf", "-c", str(position - 1)) == encode(leaf_of(*small.facts[position - 1]))
        ours = small.proof(position).split(b"\n")
        theirs = tlog_tiles(small, "gen-proof", str(position - 1))
        assert theirs == b"\n".join(line for line in ours if not line.startswith(b"extra "))


def test_tlog_tiles_refuses_a_flipped_bit(small: Published) -> None:
    bundle = small.folder / "tile" / "entries" / "001"
    content = bundle.read_bytes()
    at = content.index(b"r-300")
    bundle.write_bytes(content[:at] + b"s" + content[at + 1 :])
    assert tlog_tiles(small, "get-leaf", "-c", "299") is None
    assert tlog_tiles(small, "get-leaf", "-c", "298") is not None


def test_the_page_names_the_key_of_these_tests() -> None:
    assert f"KEY='{LOG.verifier}'" in block("make verifier")
