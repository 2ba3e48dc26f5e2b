"""`merit witness`, the program: over HTTP, through kills, and with hostile callers."""

import contextlib
import os
import random
import signal
import sqlite3
import threading
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
import urllib3
from cli.program import merit
from urllib3.exceptions import HTTPError

from projections.audit.tlog.checkpoint import open_checkpoint
from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.witness.submission import SUBMISSION_MAX, read_cosignature

from .audience import AUDIT, LOG, ORIGIN, checkpoint, submission
from .served_witness import free_port, made, served

# Which logs were cosigned with 200 facts, and which of two trees.
Cosigned = set[tuple[str, int | None]]
# Killed by its own hand between remembering and answering.
KILLED_ON_THE_WAY = (
    "import os; from projections.audit.witness import cosigning; from api.cli import main; "
    "cosigning.Answer = lambda status, text='': os.kill(os.getpid(), 9); main()"
)


def post(port: int, body: bytes) -> tuple[int, bytes]:
    answer = urllib3.request("POST", f"http://127.0.0.1:{port}/add-checkpoint", body=body, retries=False, timeout=10)
    return answer.status, answer.data


def test_it_answers_over_http_what_the_protocol_says(tmp_path: Path) -> None:
    vkey = made(tmp_path)
    port = free_port()
    with served(tmp_path, port):
        status, line = post(port, submission(0, 100))
        assert status == 200
        signature = read_cosignature(checkpoint(100).text, line, vkey)
        address = f"http://127.0.0.1:{port}"
        newest = f"{address}/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
        shown = urllib3.request("GET", newest)
        assert shown.data.endswith(signature.line.encode())
        assert open_checkpoint(shown.data, LOG.verifier, [vkey])[0] == checkpoint(100)
        conflict = urllib3.request("POST", f"{address}/add-checkpoint", body=submission(0, 100))
        assert (conflict.status, conflict.data) == (409, b"100\n")
        assert conflict.headers["content-type"] == "text/x.tlog.size"
        assert post(port, submission(100, 200, lies=50))[0] == 422
        assert post(port, b"\0\xff")[0] == 400
        assert post(port, b"x" * (SUBMISSION_MAX + 1))[0] == 413
        assert urllib3.request("GET", f"{address}/nothing/checkpoint").status == 404
        assert urllib3.request("GET", f"{address}/add-checkpoint").status == 405
        with closing(sqlite3.connect(tmp_path / "memory.sqlite")) as memory:
            memory.execute("drop table cosigned")
        assert post(port, submission(100, 200))[0] == 503
        assert urllib3.request("GET", newest).status == 503
    kept = sorted(file.parent.name for file in tmp_path.glob("evidence/*/*.json"))
    assert kept == ["other-old-size", "proof-does-not-verify"]
    assert {(tmp_path / name).stat().st_mode & 0o077 for name in ("key", "memory.sqlite", "evidence")} == {0}


def test_killed_between_remembering_and_answering_it_cosigns_no_other_tree(tmp_path: Path) -> None:
    made(tmp_path)
    port = free_port()
    with served(tmp_path, port):
        assert post(port, submission(0, 100))[0] == 200
    with served(tmp_path, port, KILLED_ON_THE_WAY), pytest.raises(HTTPError):
        post(port, submission(100, 200))
    with served(tmp_path, port):
        assert post(port, submission(100, 200, lies=150)) == (409, b"200\n")
        assert post(port, submission(200, 200, lies=150))[0] == 422
        assert post(port, submission(200, 200))[0] == 200  # whose answer was lost


@pytest.mark.parametrize("kills", [1, pytest.param(60, marks=pytest.mark.soak)])
def test_killed_at_any_moment_it_never_cosigns_two_trees_of_one_size(tmp_path: Path, kills: int) -> None:
    made(tmp_path)
    port, chance = free_port(), random.Random(3161)
    logs = [SignerKey(f"log-{number}.example/log", ED25519, bytes([number]) * 32) for number in range(kills)]
    cosigned: Cosigned = set()
    for log in logs:
        with served(tmp_path, port, logs=logs) as process:
            rivals = [threading.Thread(target=press, args=(port, log, lies, cosigned)) for lies in (None, 150)]
            shot = threading.Timer(chance.uniform(0.0, 0.06), os.kill, (process, signal.SIGKILL))
            for thread in (*rivals, shot):
                thread.start()
            for thread in (*rivals, shot):
                thread.join()
    with served(tmp_path, port, logs=logs):
        for log in logs:
            for lies in (150, None):
                press(port, log, lies, cosigned, times=1)
    # One of the two rivals, always; the control is that both would be believed by a witness that forgot.
    assert sorted(name for name, _ in cosigned) == sorted(log.name for log in logs)


def press(port: int, log: SignerKey, lies: int | None, cosigned: Cosigned, times: int = 1000) -> None:
    """Ask again and again, by either old size, for a cosignature of 200 facts, until nobody is there."""
    with contextlib.suppress(HTTPError):
        for _ in range(times):
            for old, size in ((0, 100), (100, 200), (200, 200)):
                status, _ = post(port, submission(old, size, lies, log))
                if (size, status) == (200, 200):
                    cosigned.add((log.name, lies))


def test_a_witness_is_made_once_and_does_not_start_without_its_memory(tmp_path: Path) -> None:
    made(tmp_path)
    here = ("--folder", str(tmp_path))
    log = ("--log", str(LOG.verifier))
    for words, code, why in (
        (("key", "audit.example/merit", *here), 1, "is there already"),
        (("key", "two words", *here), 2, "cannot be a witness's name"),
        (("serve", "--log", "nonsense", *here), 2, "no verifier key"),
        (("serve", "--log", str(AUDIT.verifier), *here), 2, "no log's key"),
        (("serve", *here), 2, "--log"),
        (("serve", *log, "--folder", str(tmp_path / "elsewhere")), 1, "There is no key in"),
    ):
        ran = merit("witness", *words)
        assert (ran.returncode, why in ran.stderr) == (code, True), ran.stderr
    (tmp_path / "memory.sqlite").unlink()
    ran = merit("witness", "serve", *log, *here)
    assert (ran.returncode, "lost its memory" in ran.stderr) == (2, True)
    assert not (tmp_path / "memory.sqlite").exists()
