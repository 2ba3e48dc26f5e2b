"""The packed program stands alone: one file, Python and `cryptography`, no network."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from evidence.scene import LIN, scene

from projections.audit.packing import pack
from projections.audit.verifier.archive import pack as pack_package
from projections.audit.verifier.manifest import PROGRAM

from .audited import Audited
from .published import VKEY, Published, publish


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist") / "merit-verify.pyz"
    pack(target)
    return target


def run(program: Path, *arguments: object, before: tuple[str, ...] = (), **spoken: str) -> tuple[int, str]:
    """Start it far from our sources, and with nothing of our environment."""
    command = [*before, sys.executable, "-I", str(program), *map(str, arguments)]
    done = subprocess.run(command, cwd="/", env=spoken, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout or done.stderr


def alone() -> tuple[str, ...]:
    """Give the words that start a program in a network namespace with nothing in it."""
    words = ("unshare", "--net", "--map-root-user")
    if not shutil.which("unshare") or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody leave the network")
    return words


def test_every_command_of_files(tmp_path: Path, program: Path, log: Published) -> None:
    proof, older = tmp_path / "one.tlog-proof", publish(tmp_path / "older", log.facts[:300])
    proof.write_bytes(log.proof(1000))
    for command in (
        ["credit", proof, "--key", VKEY],
        ["log", *log.options, "--since", older.note],
        ["account", "E-3", *log.options],
        ["diff", older.note, log.note, *log.options],
    ):
        code, said = run(program, *command, "--json")
        assert (code, json.loads(said)["verdict"]) == (0, "valid")


def test_the_database(program: Path, books: Audited) -> None:
    assert run(program, "db", "--dsn", books.url, *books.log.options)[0] == 0
    books.mutate("delete from ledger.events where position = 600")
    code, said = run(program, "db", "--dsn", books.url, *books.log.options)
    assert (code, said) == (1, "INVALID  The database has lost position 600.\n")


def test_invalid_and_not_checked(tmp_path: Path, program: Path, log: Published) -> None:
    proof = tmp_path / "one.tlog-proof"
    assert run(program, "credit", proof, "--key", VKEY)[0] == 2
    proof.write_bytes(log.proof(1000).replace(b"index 999", b"index 998"))
    assert run(program, "credit", proof, "--key", VKEY)[0] == 1
    assert run(program, "credit", proof)[0] == 2
    assert run(program)[0] == 2


def test_it_speaks_the_language_of_the_environment(tmp_path: Path, program: Path, log: Published) -> None:
    proof = tmp_path / "one.tlog-proof"
    proof.write_bytes(log.proof(1000))
    arguments = ["credit", proof, "--key", VKEY]
    assert run(program, *arguments, LANG="zh_CN.UTF-8", PYTHONUTF8="1")[1].startswith("有效  CreditsAwarded 是")
    assert run(program, *arguments, LANG="de_DE.UTF-8")[1].startswith("VALID  CreditsAwarded is fact 1000")
    assert run(program, *arguments, "--lang", "zh", LANG="C")[1].startswith("有效")


def test_a_reader_who_leaves_early(program: Path, log: Published) -> None:
    command = [sys.executable, "-I", str(program), "account", "E-3", *log.options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_without_a_network(tmp_path: Path, program: Path, log: Published) -> None:
    proof = tmp_path / "one.tlog-proof"
    proof.write_bytes(log.proof(7))
    assert run(program, "credit", proof, "--key", VKEY, before=alone())[0] == 0
    assert run(program, "log", *log.options, before=alone())[0] == 0


def test_a_package_verifies_itself_without_a_network(tmp_path: Path) -> None:
    """With nothing but the package, the key, Python and `cryptography`: the program comes out of the package."""
    made = scene(tmp_path / "tiles", 400)
    members = made.recorded(made.make())
    file, own = tmp_path / "package.zip", tmp_path / "own.pyz"
    file.write_bytes(pack_package(members))
    own.write_bytes(members[PROGRAM])
    code, said = run(own, "package", file, "--key", VKEY, "--json", before=alone())
    assert (code, json.loads(said)["asked"]) == (0, f"employee:{LIN}")
    short = {name: content for name, content in members.items() if name != "facts.jsonl"}
    file.write_bytes(pack_package(short))
    assert run(own, "package", file, "--key", VKEY, before=alone())[0] == 2


def test_without_cryptography_it_says_what_it_needs(program: Path) -> None:
    command = [sys.executable, "-I", "-S", str(program), "log"]
    done = subprocess.run(command, cwd="/", env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, "cryptography" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_only_the_database_needs_its_driver(program: Path, log: Published) -> None:
    absent = "import runpy, sys; sys.modules['psycopg'] = None; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0])"

    def without(*arguments: str) -> int:
        command = [sys.executable, "-I", "-c", absent, str(program), *arguments, *log.options]
        return subprocess.run(command, cwd="/", env={}, capture_output=True, check=False).returncode

    assert without("log") == 0
    assert without("db", "--dsn", "") == 2


def test_it_packs_the_same_bytes_and_nothing_else(tmp_path: Path, program: Path) -> None:
    pack(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == program.read_bytes()
    assert os.access(program, os.X_OK)
    with ZipFile(program) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = [name for name in packed.namelist() if not name.startswith("projections/audit/tlog/")]
        assert {name.rpartition("/")[0] for name in names} == {
            *("", "projections", "projections/audit", "projections/audit/figures", "projections/audit/verifier")
        }
