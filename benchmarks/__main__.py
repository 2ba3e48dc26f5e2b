"""`python -m benchmarks`: measure every target, or some, or only the peers."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import ours, report
from benchmarks.bench import Bench, steps_of
from benchmarks.machine import commit, machine
from benchmarks.measure import FULL, QUICK
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
    parser.add_argument("--output", type=Path, help=f"where to keep the run (a full one: {LATEST.name})")
    return parser.parse_args()


def _measure_targets(server: Server, asked: argparse.Namespace, console: Console) -> int:
    effort = QUICK if asked.quick else FULL
    chosen = [target for target in targets(ours) if _wanted(target.name, asked.only)]
    with _progress(console, steps_of(chosen, effort)) as tell:
        bench = Bench(server, effort, tell)
        outcomes = [bench.measure(target) for target in chosen]
    report.show_tried(bench.tried, console)
    report.show(outcomes, console)
    partial = asked.quick or asked.only
    # A rehearsal must not pass for the latest figures.
    file = asked.output or (None if partial else LATEST)
    if file:
        report.write(outcomes, machine(server.version()), commit(), file)
    return 0 if asked.quick or all(outcome.met for outcome in outcomes) else 1


def _measure_peers(server: Server, asked: argparse.Namespace, console: Console) -> int:
    chosen = [load for load in peer_loads() if _wanted(load.name, asked.only)]
    with _progress(console, len(chosen)) as tell:
        bench = Bench(server, QUICK if asked.quick else FULL, tell)
        for load in chosen:
            bench.try_out(load, "peers")
    report.show_tried(bench.tried, console)
    return 0


def _wanted(name: str, only: Sequence[str] | None) -> bool:
    return not only or any(part in name for part in only)


@contextmanager
def _progress(console: Console, steps: int) -> Iterator[Callable[[str], None]]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("starting", total=steps)
        begun = False

        def tell(what: str) -> None:
            nonlocal begun
            progress.update(task, description=what, advance=1 if begun else 0)
            begun = True

        yield tell
        progress.update(task, description="done", completed=steps)


if __name__ == "__main__":
    sys.exit(main())
