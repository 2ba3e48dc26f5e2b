"""Processes beside the API: started with it, started again if they die, gone when it is."""

import contextlib
import os
import signal
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


@contextlib.contextmanager
def companion(word: str) -> Iterator[None]:
    """Keep `merit WORD` running for as long as the block lasts."""
    over = threading.Event()
    watch = threading.Thread(target=_keep_running, args=(word, over), name=word, daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def end_with_parent() -> None:
    """End as `kill` would when the parent does: its end of our input closes, even at its kill -9."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    # Not through sys.stdin, whose lock a sleeping thread would still hold when the program ends.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _keep_running(word: str, over: threading.Event) -> None:
    pause = FIRST_PAUSE_SECONDS
    while not over.is_set():
        # A group of its own: Ctrl-C is for us, and we end the child in order.
        command = (sys.executable, "-m", "api.cli", word, "--with-parent")
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as child:
            log.info("companion_started", companion=word, pid=child.pid)
            lived = _wait(child, over)
        if over.is_set():
            return
        pause = FIRST_PAUSE_SECONDS if lived >= LIVED_WELL_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
        log.warning("companion_died", companion=word, code=child.returncode, again_in_seconds=pause)
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
