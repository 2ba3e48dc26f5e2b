"""Files that pretend to be packages: one kind of answer, in bounded time and memory."""

import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from audit.verifier.published import VKEY
from evidence.conftest import Given
from evidence.scene import Members, checked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projections.audit.tlog.invalid import Invalid
from projections.audit.verifier import manifest as m
from projections.audit.verifier.archive import PACKAGE_MAX, pack, unpack
from projections.audit.verifier.custody import read_custody
from projections.audit.verifier.fact_lines import read_facts
from projections.audit.verifier.manifest import parse_manifest
from projections.audit.verifier.one_way import write

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")


def zipped(members: Members, change: Callable[[zipfile.ZipFile], None] = lambda _: None, how: int = 0) -> bytes:
    """Write the members as an ordinary zip, and whatever else."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, how)
        change(archive)
    return written.getvalue()


def link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


def encrypted(content: bytes) -> bytes:
    """Set the flag in the first local header and wherever the directory repeats it."""
    return content.replace(b"PK\3\4\x14\0\0\0", b"PK\3\4\x14\0\1\0").replace(b"\x14\0\0\0\0\0", b"\x14\0\1\0\0\0")


HOSTILE: dict[str, Callable[[Members], bytes]] = {
    "an ordinary zip": zipped,
    "compressed": lambda members: zipped(members, how=zipfile.ZIP_DEFLATED),
    "a bomb": lambda members: zipped({**members, m.FACTS: bytes(200_000_000)}, how=zipfile.ZIP_DEFLATED),
    "a path out": lambda members: pack({**members, "../../etc/cron.d/x": b"x"}),
    "an absolute path": lambda members: pack({**members, "/etc/x": b"x"}),
    "a name twice": lambda members: zipped(members, lambda archive: archive.writestr(m.FACTS, b"")),
    "a link": lambda members: zipped(members, link),
    "encrypted": lambda members: encrypted(pack(members)),
    "a comment": lambda members: pack(members)[:-2] + b"\5\0hello",
    "something before": lambda members: b"MZ" + pack(members),
    "something behind": lambda members: pack(members) + b"\0",
    "another zip behind": lambda members: pack(members) + pack({m.FACTS: b""}),
    "no directory": lambda members: pack(members)[: -100 * len(members)],
    "only its end": lambda _: b"PK\5\6" + bytes(18),
    "a size beyond the file": lambda members: pack(members).replace(b"\x21\0", b"\x21\0\xff\xff", 1),
    "many members": lambda members: pack({**members, **{f"m{number}": b"" for number in range(100)}}),
    "a long name": lambda members: pack({**members, "n" * 60_000: b""}),
    "a name of no letters": lambda members: pack({**members, "\x1b[2J": b""}),
    "nothing": lambda _: b"",
    "an empty zip": lambda _: pack({}),
    "zeros": lambda _: bytes(1_000_000),
    "headers": lambda _: b"PK\3\4" * 1_000_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_package_is_invalid(tmp_path: Path, package: Given, kind: str) -> None:
    assert checked(tmp_path, HOSTILE[kind](package.members))["verdict"] == "invalid"


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    """It is sparse, so that only reading would cost anything; the program may have half a gigabyte."""
    huge = tmp_path / "huge.zip"
    with huge.open("wb") as file:
        file.truncate(100 * PACKAGE_MAX)
    command = [sys.executable, "-m", "projections.audit.verifier.command_line", "package", str(huge), "--key", VKEY]
    done = subprocess.run(
        command,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29)),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, "longer than" in done.stdout) == (1, True), done.stderr


def test_other_programs_read_a_package(package: Given) -> None:
    with zipfile.ZipFile(BytesIO(pack(package.members))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == package.members


def test_what_is_written_is_read(package: Given) -> None:
    assert unpack(pack(package.members)) == package.members
    manifest = package.members[m.MANIFEST]
    assert bytes(parse_manifest(manifest)) == manifest


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["asked", "data", "proof", "tags"]), inner),
        ).map(lambda value: write(value) if "\\ud" not in ascii(value) else b""),
    )
)
def test_any_bytes_are_read_or_invalid(package: Given, content: bytes) -> None:
    known = parse_manifest(package.members[m.MANIFEST])
    for read in (unpack, parse_manifest, read_facts, lambda some: read_custody(some, known, None)):  # type: ignore[arg-type] # never asked
        with pytest.raises(Invalid):
            read(content)


@pytest.mark.parametrize(
    "line",
    [b"{}\n", b"[]\n", b"null\n", b"[" * 100_000, b'{"data":1}\n', b'{"data":"{}"}\n', b'{"a":' + b"9" * 5000 + b"}\n"],
)
def test_lines_that_are_no_facts(package: Given, line: bytes) -> None:
    with pytest.raises(Invalid):
        read_facts(line)
    with pytest.raises(Invalid):
        read_facts(package.members[m.FACTS] + line)
    with pytest.raises(Invalid):
        read_facts(package.members[m.FACTS] * 2)
