"""A sealer that works beside a spec until it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from sealing.scene import KEY

from projections.audit import sealing
from projections.audit.store import TileStore


@contextmanager
def sealed_beside(url: str, tiles: Path) -> Iterator[None]:
    """Seal again and again."""
    stop = Event()

    def work() -> None:
        while not stop.wait(0.05):
            sealing.seal_once(url, TileStore(tiles), KEY, lambda _: None, lambda *_: None)

    working = Thread(target=work)
    working.start()
    try:
        yield
    finally:
        stop.set()
        working.join()
