"""Every answer has an end: whoever asks a database that is silent is told so in time."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, TypeVar

from api.http.problems import LogUnreachable

T = TypeVar("T")

# A second less than the 5 in which an answer is promised, for a busy machine. What was begun goes on, and is found by
# the same key.
ANSWER_SECONDS = 4.0
# Whose answer came too late keeps its thread until the connection's own patience ends, so there are only so many.
LOG_THREADS: Final = ThreadPoolExecutor(16, thread_name_prefix="log")


async def in_time(answer: Awaitable[T]) -> T:
    """Wait for an answer, but not for ever."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await answer
    except TimeoutError as late:
        raise LogUnreachable from late


async def on_a_thread(work: Callable[[], T], threads: ThreadPoolExecutor = LOG_THREADS) -> T:
    """Do what waits for a database, or for a thread of those that do."""
    return await in_time(asyncio.get_running_loop().run_in_executor(threads, copy_context().run, work))
