"""Saying how far a run is: a bar on a screen, a line for every step elsewhere."""

from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

# Steps take seconds to minutes: the time that remains is estimated from many of them.
ESTIMATE_SECONDS = 600


class Steps:
    """The steps of a run, told as they begin."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._begun = 0
        self.bar = Progress(
            TextColumn("step"),
            MofNCompleteColumn(separator=" of "),
            BarColumn(),
            TimeRemainingColumn(),
            TextColumn("left  {task.description}"),
            console=console,
            speed_estimate_period=ESTIMATE_SECONDS,
        )
        self.bar.add_task("", total=total)
        (self._task,) = self.bar.tasks

    def begin(self, what: str) -> None:
        """Say what is being done from now on."""
        self.reach(self._begun, what)
        self._begun += 1
        if not self._console.is_terminal:
            left = self._task.time_remaining
            known = "" if left is None else f", {timedelta(seconds=round(left))} left"
            self._console.print(f"step {self._begun} of {self._task.total}{known}: {what}")

    def reach(self, step: int, what: str) -> None:
        """Count so many steps as done, those that were saved too."""
        self._begun = step
        self.bar.update(self._task.id, completed=step, description=what)
