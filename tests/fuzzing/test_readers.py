"""Readers that strangers feed, under a fuzzer that sees where they go: nothing breaks, nothing is forged."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 1800
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="the fuzzer is not installed: pip install -e '.[fuzz]' (Linux on x86-64, Python 3.11 and later)",
)


def fuzz(corpus: Path, runs: int, bug: str = "") -> "subprocess.CompletedProcess[str]":
    limits = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=4096", f"-artifact_prefix={corpus.parent}/"]
    words = [bug, str(corpus), f"-runs={runs}", "-seed=1", *limits]
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.run(
        [sys.executable, "-m", "fuzzing.fuzzer", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("runs", [10_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_nothing_but_invalid_comes_out_and_nothing_forged_goes_in(corpus: Path, runs: int) -> None:
    done = fuzz(corpus, runs)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert re.search(rf"^Done {runs} runs", done.stderr, re.MULTILINE), done.stderr[-2000:]


@pytest.mark.parametrize(("bug", "found"), [("a stray error", "non-hexadecimal"), ("an unchecked signature", "Forged")])
def test_control_a_planted_bug_is_found(corpus: Path, bug: str, found: str) -> None:
    done = fuzz(corpus, 10_000, bug)
    assert done.returncode
    assert found in done.stdout + done.stderr
