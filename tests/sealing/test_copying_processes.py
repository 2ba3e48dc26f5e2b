"""The copier as a process: killed again and again, a disk that is away or full, and a sealer that does not care."""

import random
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from cli.program import COMMAND, Ran, merit
from sealing.copied import check_copy
from sealing.scene import append
from sealing.test_processes import Place, eventually

from projections.audit.store import TileStore

# Programs that start and are killed take half a minute.
pytestmark = pytest.mark.soak


class CopiedPlace(Place):
    """A sealed log of its own, and a copy."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(url, folder)
        self.copy = folder / "copy"
        self.environment["LEDGER_COPY"] = str(self.copy)

    @contextmanager
    def copier(self, limit: int | None = None) -> Iterator["subprocess.Popen[bytes]"]:
        """Start one, which may write no file of more bytes than the limit; however the spec ends, it is gone."""

        def bound() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        with self.log.open("ab") as lines:
            process = subprocess.Popen(
                [*COMMAND, "copy"],
                env=self.environment,
                stdout=lines,
                stderr=lines,
                preexec_fn=bound,  # noqa: PLW1509 - before any thread
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def copied(self) -> int:
        return TileStore(self.copy).checkpoint().size

    def has_begun(self, files: int, size: int) -> bool:
        return len(list(self.copy.rglob("*"))) > files or self.copied() > size

    def checked(self) -> int:
        return check_copy(self.url, self.copy, self.key.verifier)

    def merit(self, *words: str) -> Ran:
        return merit(*words, **{name: value for name, value in self.environment.items() if name.startswith("LEDGER_")})


@pytest.fixture
def place(ledger_database: str, tmp_path: Path) -> CopiedPlace:
    return CopiedPlace(ledger_database, tmp_path)


@pytest.mark.parametrize("kills", [1, pytest.param(100, marks=pytest.mark.soak)])
def test_kill_9_again_and_again(place: CopiedPlace, kills: int) -> None:
    chance = random.Random(kills)
    place.copy.mkdir()
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer():
        for _ in range(kills):
            before, files = place.copied(), len(list(place.copy.rglob("*")))
            append(log, chance.choice((300, 3000)))
            with place.copier() as process:
                # Killed in the middle of its files, or right after the last one.
                more = files + chance.choice((0, 5, 20))
                eventually(partial(place.has_begun, more, before))
                process.send_signal(signal.SIGKILL)
                process.wait()
        head = log.execute("select max(position) from ledger.events").fetchone()
        with place.copier():
            eventually(lambda: (place.copied(),) == head)
    assert (place.checked(),) == head
    assert "Traceback" not in place.log.read_text()


def test_a_disk_that_is_away_or_full_stops_the_copy_and_not_the_sealing(place: CopiedPlace) -> None:
    with psycopg.connect(place.url, autocommit=True) as log, place.sealer():
        with place.copier() as process:
            eventually(lambda: "is not there" in place.log.read_text())
            append(log, 600)
            eventually(lambda: place.size() == 600)
            place.copy.mkdir()
            eventually(lambda: place.copied() == 600)
            assert process.poll() is None
        assert place.merit("copy", "--check").returncode == 0
        with place.copier(limit=16_384):
            append(log, 600)
            eventually(lambda: "File too large" in place.log.read_text())
            append(log, 5)
            eventually(lambda: place.size() == 1205)
            assert place.copied() == 600
        checked = place.merit("copy", "--check")
        assert (checked.returncode, checked.stdout[:3]) == (0, "605")
        log.execute(
            "alter table ledger.checkpoints disable trigger all;"
            "update ledger.checkpoints set signed_at = signed_at - interval '11 minutes'"
        )
        assert place.merit("copy", "--check").returncode == 1
        assert "600 facts in" in place.merit("status").stdout
        with place.copier():
            eventually(lambda: place.copied() == 1205)
    assert place.checked() == 1205
    assert "1,205 facts in" in place.merit("status").stdout
