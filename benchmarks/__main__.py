"""`python -m benchmarks`: measure every target, or some, or only the peers."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from rich.console import Console

from benchmarks import ours, report
from benchmarks.bench import Bench, groups_of, steps_of
from benchmarks.keeping import Keeping
from benchmarks.machine import commit, machine
from benchmarks.measure import FULL, QUICK
from benchmarks.prepared import prepared
from benchmarks.progress import Steps
from benchmarks.server import Server, running_server
from benchmarks.targets import peer_loads, targets

LATEST = Path(__file__).with_name("latest.json")


def main() -> int:
    """Measure, show, keep; fail if a full run breaks a promise."""
    asked = _arguments()
    console = Console()
    with running_server() as server:
        if asked.peers:
            return _measure_peers(server, asked, console)
        return _measure_targets(server, asked, console)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only what has one of these in its name")
    parser.add_argument("--quick", action="store_true", help="short runs: to see that all works, not how fast")
    parser.add_argument("--peers", action="store_true", help="one run of each peer and limit, without our side")
    parser.add_argument("--output", type=Path, help=f"where to keep the figures ({LATEST.name}, unless quick)")
    return parser.parse_args()


def _measure_targets(server: Server, asked: argparse.Namespace, console: Console) -> int:
    effort = QUICK if asked.quick else FULL
    wanted = [target for target in targets(ours) if _wanted(target.name, asked.only)]
    # A rehearsal must not pass for the latest figures.
    file = asked.output or (None if asked.quick else LATEST)
    keeping = Keeping(file, machine(server.version()), commit(quick=asked.quick)) if file else None
    outcomes = keeping.kept(wanted) if keeping and not asked.only else []
    done = {outcome.target.name for outcome in outcomes}
    groups = groups_of(target for target in wanted if target.name not in done)
    ends = list(accumulate(steps_of(group, effort) for group in groups))
    steps = Steps(console, ends[-1] if ends else 0)
    bench = Bench(server, effort, steps.begin)
    with suppress(KeyboardInterrupt), steps.bar:
        for group, end in zip(groups, ends, strict=True):
            measured = bench.measure(group)
            outcomes += measured
            if keeping:
                keeping.keep(measured)
            report.show(measured, console)
            steps.reach(end, "done")
    report.show_tried(bench.tried, console)
    report.show(outcomes, console)
    kept_all = len(outcomes) == len(wanted) and all(outcome.met for outcome in outcomes)
    return 0 if asked.quick or kept_all else 1


def _measure_peers(server: Server, asked: argparse.Namespace, console: Console) -> int:
    effort = QUICK if asked.quick else FULL
    chosen = [load for load in peer_loads() if _wanted(load.name, asked.only)]
    steps = Steps(console, len(chosen))
    bench = Bench(server, effort, steps.begin)
    with steps.bar, prepared(server, effort.scale) as fresh:
        bench.try_out(chosen, effort, fresh)
    report.show_tried(bench.tried, console)
    return 0


def _wanted(name: str, only: Sequence[str] | None) -> bool:
    return not only or any(part in name for part in only)


if __name__ == "__main__":
    sys.exit(main())
