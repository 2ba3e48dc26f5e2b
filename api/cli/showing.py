"""What a person sees: tables on stdout, or the same as JSON; progress on stderr, so that pipes stay clean."""

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

SECONDS_BETWEEN_LINES = 2.0

AsJson = Annotated[bool, typer.Option("--json", help="The same as JSON, for programs.")]


class Wait:
    """One wait and how far it is."""

    def __init__(self, doing: str, progress: Progress | None) -> None:
        self._doing = doing
        self._progress = progress
        self._task = progress.add_task(doing, total=None) if progress else None
        self._spoke_at = 0.0

    def say(self, step: str) -> None:
        """Name the step that is being done."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=f"{self._doing}: {step}")
        else:
            self._line(step)

    def reach(self, done: int, total: int | None = None) -> None:
        """Say how much is done, and of how much."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)
        elif time.monotonic() - self._spoke_at >= SECONDS_BETWEEN_LINES:
            self._line(f"{done:,} of {total:,}" if total else f"{done:,}")

    def catch_up(self, done: int, total: int) -> None:
        """Say how much of a backlog is done; the few of every second are no news."""
        if done < total:
            self.reach(done, total)

    def _line(self, text: str) -> None:
        self._spoke_at = time.monotonic()
        print(f"{self._doing}: {text}", file=sys.stderr, flush=True)  # noqa: T201 - not a terminal: plain lines


class _Count(ProgressColumn):
    """How much of how much, where that is known."""

    def render(self, task: Task) -> Text:
        return Text("" if task.total is None else f"{task.completed:,.0f} of {task.total:,.0f}")


@contextmanager
def waiting(doing: str) -> Iterator[Wait]:
    """Show a wait: a moving bar on a terminal, a line now and then in a log."""
    if not sys.stderr.isatty():
        yield Wait(doing, None)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(30),
        _Count(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Wait(doing, progress)


def show_json(value: object) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))  # noqa: T201 - what was asked for, on stdout


def show_table(rows: Sequence[Mapping[str, Any]], headings: Sequence[str]) -> None:
    """Print rows under headings; piped, the table is as wide as it needs to be."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        numeric = bool(rows) and all(isinstance(row.get(heading), int | float) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(heading)) for heading in headings))
    console = Console() if sys.stdout.isatty() else Console(width=200)
    console.print(table)


def say(text: str) -> None:
    """Print a line as it is."""
    print(text, flush=True)  # noqa: T201 - what was asked for, on stdout


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
