"""Every answer has an end: whoever asks a database that is silent is told so in time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import anyio.to_thread
from anyio import CapacityLimiter

from api.http.problems import LogUnreachable

T = TypeVar("T")

# Below the 5 seconds in which an answer is promised. What was begun goes on, and is found by the same key.
ANSWER_SECONDS = 4.5


async def in_time(answer: Awaitable[T]) -> T:
    """Wait for an answer, but not for ever."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await answer
    except TimeoutError as late:
        raise LogUnreachable from late


async def on_a_thread(work: Callable[[], T], limiter: CapacityLimiter | None = None) -> T:
    """Do what waits for a database; its thread ends when the connection's own patience does."""
    return await in_time(anyio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=limiter))
