"""Interrupts: at once, or between two steps of long work and never in the middle of one."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def between_steps() -> Iterator[Callable[[], None]]:
    """Give what is to be called between steps: it raises KeyboardInterrupt if one was asked for meanwhile.

    Raised wherever the program happened to be, it was lost once on a busy machine and the import went on to its end;
    where, was never found. A second interrupt is raised at once all the same.
    """
    asked: list[int] = []

    def hear(number: int, _: object) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def step() -> None:
        if asked:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield step
    finally:
        signal.signal(signal.SIGINT, before)


def take_sigterm_as_ctrl_c() -> None:
    """Have `kill` end things in order too."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
