"""Processes a side runs in, watched: one that stops answering must not stop the whole run."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

PATIENCE_SECONDS = 60


class StuckError(Exception):
    """A side's process did not answer for a minute."""


@contextmanager
def child(work: Callable[[Any, Any], None], task: object) -> Iterator["Connection[Any, Any]"]:
    """Run `work(pipe, task)` in a process of its own, and give the other end of its pipe."""
    # Spawned, not forked: a fork would inherit our threads' locks.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=work, args=(there, task), daemon=True)
    process.start()
    # Now a child that dies closes the last copy of its end, and waiting for it ends too.
    there.close()
    try:
        yield here
        process.join(PATIENCE_SECONDS)
    finally:
        process.kill()
        process.join()
        here.close()


def answer_of(pipe: "Connection[Any, Any]") -> Any:  # noqa: ANN401 - whatever the child sends
    """Wait for a child's next word."""
    if not pipe.poll(PATIENCE_SECONDS):
        raise StuckError(f"no answer for {PATIENCE_SECONDS} s")
    return pipe.recv()
