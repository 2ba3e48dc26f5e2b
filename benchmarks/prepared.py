"""What every run of a side starts from: set up once, and copied for each run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import count

from benchmarks.measure import Side
from benchmarks.server import Server

# Gives a side a fresh database with its contents.
Fresh = Callable[[Side], AbstractContextManager[str]]


@contextmanager
def prepared(server: Server, scale: float) -> Iterator[Fresh]:
    """Keep each side's first database, settled and untouched, until nobody needs copies any more."""
    numbers = count(1)
    originals: dict[Side, str] = {}
    with ExitStack() as kept:

        def fresh(side: Side) -> AbstractContextManager[str]:
            if side not in originals:
                name = f"bench_{next(numbers)}"
                database = kept.enter_context(server.database(name))
                side.setup(database, scale)
                server.settle(database)
                originals[side] = name
            return server.database(f"bench_{next(numbers)}", like=originals[side])

        yield fresh
