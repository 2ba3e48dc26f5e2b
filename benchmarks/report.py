"""Showing the outcomes: a table and bars."""

from collections.abc import Mapping, Sequence

from rich.bar import Bar
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Load, Outcome, Result, medians_of

BAR_WIDTH = 40
# A bar's full length: twice what was promised. What went further is cut off there.
FULL_BAR = 2.0


def show(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print what each target came to, and how far past its promise that is."""
    console.print(_table(outcomes))
    console.print(_bars(outcomes))
    for outcome in outcomes:
        console.print(f"[bold]{outcome.target.name}[/] {outcome.target.meaning}", style="dim", highlight=False)


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(title="Ours divided by the peer's (medians)")
    for heading in ("target", "ours", "peer", "peer is", "ratio", "wanted", "met", "errors"):
        table.add_column(heading, justify="left" if heading in {"target", "peer is", "wanted"} else "right")
    for outcome in outcomes:
        target, (ours, peer) = outcome.target, medians_of(outcome)
        table.add_row(
            target.name,
            _number(ours, target.reading.unit),
            _number(peer, target.reading.unit),
            outcome.peer.name,
            f"{outcome.ratio:.2f}",
            f"{target.bound.value} {target.wanted:g}",
            "[green]yes[/]" if outcome.met else "[red]no[/]",
            f"{outcome.ours.errors} / {outcome.peer.errors}",
        )
    return table


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:,.2f} {unit}"


def _bars(outcomes: Sequence[Outcome]) -> Table:
    half = "promise".rjust(BAR_WIDTH // 2 + 3)
    bars = Table(title="How far each promise is kept", box=None)
    bars.add_column("target")
    bars.add_column(half, width=BAR_WIDTH)
    bars.add_column("", justify="right")
    for outcome in outcomes:
        kept = outcome.kept
        colour = "green" if outcome.met else "red"
        bar = Bar(FULL_BAR, 0, min(kept, FULL_BAR), width=BAR_WIDTH, color=colour)
        bars.add_row(outcome.target.name, bar, f"{kept:.0%}")
    return bars


def show_tried(tried: Mapping[Load, Result], console: Console) -> None:
    """Print what each load showed by itself, with bars on a common scale for each kind of rate."""
    table = Table(title="One run each")
    for heading in ("side", "callers", "rate /s", "", "p50 ms", "p99 ms", "errors"):
        table.add_column(heading, justify="left" if heading in {"side", ""} else "right")
    highest = max((result.rate_per_second for result in tried.values()), default=1.0)
    for load, result in tried.items():
        table.add_row(
            load.side.name,
            str(load.callers),
            f"{result.rate_per_second:,.0f}",
            Bar(highest, 0, result.rate_per_second, width=BAR_WIDTH // 2, color="cyan"),
            f"{result.p50_ms:,.2f}",
            f"{result.p99_ms:,.2f}",
            str(result.errors),
        )
    console.print(table)
