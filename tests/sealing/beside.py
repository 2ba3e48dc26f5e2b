"""A sealer that works beside a spec until it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from sealing.scene import seal_all


@contextmanager
def sealed_beside(url: str, tiles: Path) -> Iterator[None]:
    """Seal again and again."""
    stop = Event()

    def work() -> None:
        while not stop.wait(0.05):
            seal_all(url, tiles)

    working = Thread(target=work)
    working.start()
    try:
        yield
    finally:
        stop.set()
        working.join()
