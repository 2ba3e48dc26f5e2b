"""The harness of the benchmarks works: tiny runs, for what they say and not for how fast they are."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import ours
from benchmarks.__main__ import main
from benchmarks.measure import Effort
from benchmarks.server import URL_VARIABLE, Server
from benchmarks.targets import targets


def test_a_quick_run_shows_its_targets_and_keeps_them(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "latest.json"
    monkeypatch.setenv(URL_VARIABLE, postgres_url)
    wanted = ("--only", "one-caller", "session-close")
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--quick", *wanted, "--output", str(kept)])
    assert main() == 0
    assert "session-close" in capsys.readouterr().out
    run = json.loads(kept.read_text())
    assert run["machine"]
    assert run["commit"]
    assert [target["name"] for target in run["targets"]] == ["one-caller-vs-bare-commit", "session-close"]
    for target in run["targets"]:
        assert isinstance(target["ratio"], float)
        assert isinstance(target["wanted"], int)
        assert isinstance(target["met"], bool)
        assert target["ours"]["errors"] == 0


def test_two_writer_processes_lose_and_double_nothing(postgres_url: str) -> None:
    side = ours.redemption(rewards=1, processes=2)
    with Server(postgres_url).database("bench_spec") as database:
        side.setup(database)
        result = side.run(database, 8, Effort(seconds=0.3, warm_up=0.1, scale=0.01))
    assert result.errors == 0
    assert result.rate_per_second > 0


def test_every_promise_has_a_name_of_its_own() -> None:
    names = [target.name for target in targets(ours)]
    assert len(names) == len(set(names)) == 17
