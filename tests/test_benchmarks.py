"""The harness of the benchmarks works: tiny runs, for what they say and not for how fast they are."""

import json
import sys
from math import inf
from pathlib import Path

import pytest

from benchmarks import ours
from benchmarks.__main__ import main
from benchmarks.bench import groups_of
from benchmarks.keeping import Keeping
from benchmarks.measure import Effort, Outcome, Samples, Side
from benchmarks.peers.limits import Copying
from benchmarks.peers.mutable_lots import MutableLots
from benchmarks.peers.stock_lots import StockLots
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


def test_an_interrupted_run_goes_on_with_what_is_missing_at_its_commit(tmp_path: Path) -> None:
    file = tmp_path / "latest.json"
    one, other, *_ = all_targets = targets(ours)
    keeping = Keeping(file, "here", "abc")
    keeping.keep([Outcome(one, Samples("we", [3.0, inf]), Samples("they", [2.0]))])
    keeping.keep([Outcome(other, Samples("we", [3.0]), Samples("they", [2.0]))])
    assert [outcome.target for outcome in keeping.kept(all_targets)] == [one, other]
    assert keeping.kept([one])[0].ours.values == [3.0, inf]
    assert not Keeping(file, "here", "abd").kept(all_targets)
    assert not Keeping(file, "elsewhere", "abc").kept(all_targets)


def test_targets_with_the_same_loads_of_ours_are_measured_together() -> None:
    assert [len(group) for group in groups_of(targets(ours))][:2] == [6, 2]


def test_two_writer_processes_lose_and_double_nothing(postgres_url: str) -> None:
    side = ours.redemption(rewards=1, processes=2)
    with Server(postgres_url).database("bench_spec") as database:
        side.setup(database, 0.01)
        result = side.run(database, 8, Effort(seconds=0.3, warm_up=0.1, scale=0.01))
    assert result.errors == 0
    assert result.rate_per_second > 0


def assert_faultless(postgres_url: str, side: Side) -> None:
    with Server(postgres_url).database("bench_spec") as database:
        side.setup(database, 1.0)
        result = side.run(database, 1, Effort(seconds=0.1, warm_up=0.0, scale=1.0))
    assert result.errors == 0
    assert result.rate_per_second > 0


@pytest.mark.parametrize("side", [ours.settling(1_000), MutableLots(1_000), StockLots(500), Copying(1_000)])
def test_whoever_settles_lots_settles_each_of_them_once(postgres_url: str, side: Side) -> None:
    assert_faultless(postgres_url, side)


@pytest.mark.parametrize(
    "side",
    [
        ours.recomputing(200),
        ours.simulating(200),
        ours.closing_year(200),
        ours.branch_page(200),
        ours.explaining(200),
    ],
    ids=lambda side: str(side.name),
)
def test_whoever_asks_about_a_year_is_told_about_everybody(postgres_url: str, side: Side) -> None:
    assert_faultless(postgres_url, side)


def test_every_promise_has_a_name_of_its_own() -> None:
    names = [target.name for target in targets(ours)]
    assert len(names) == len(set(names)) == 33
