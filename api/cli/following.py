"""The follower as a child process: started beside the API, started again if it dies, gone when the API is."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator

import structlog

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
LIVED_WELL_SECONDS = 60.0
PATIENCE_SECONDS = 10.0

log = structlog.get_logger()

# The child ends when its standard input does, so even a kill -9 of the parent leaves no orphan.
COMMAND = (sys.executable, "-m", "api.cli", "follow", "--with-parent")


@contextlib.contextmanager
def follower(command: tuple[str, ...] = COMMAND) -> Iterator[None]:
    """Keep a follower running for as long as the block lasts."""
    over = threading.Event()
    watch = threading.Thread(target=_keep_running, args=(command, over), name="follower", daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _keep_running(command: tuple[str, ...], over: threading.Event) -> None:
    pause = FIRST_PAUSE_SECONDS
    while not over.is_set():
        # A group of its own: Ctrl-C is for us, and we end the child in order.
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as child:
            log.info("follower_started", follower=child.pid)
            lived = _wait(child, over)
        if over.is_set():
            return
        pause = FIRST_PAUSE_SECONDS if lived >= LIVED_WELL_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
        log.warning("follower_died", code=child.returncode, again_in_seconds=pause)
        over.wait(pause)


def _wait(child: "subprocess.Popen[bytes]", over: threading.Event) -> float:
    lived = 0.0
    while child.poll() is None:
        if over.wait(0.1):
            child.terminate()
            try:
                child.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
        lived += 0.1
    return lived
