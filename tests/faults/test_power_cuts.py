"""The power goes, and with it all that was not flushed: what was answered and what was signed is there."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from faults.callers import scene
from faults.disks import Disk, disk
from faults.processes import Child, all_gone, writer
from faults.scene import set_up
from faults.sealed import SEALED_WITHIN_SECONDS, UNFLUSHED, Sealing
from faults.servers import RECOVERED_WITHIN_SECONDS, Killable, freeze_server, new_database, recover, server_in
from faults.witness import assert_faultless, flaws_of
from faults.writer import Task

from api.cli.exits import REFUSED
from ledger.log import embedded

MEGABYTES = 300
WRITERS = 2
CALLERS = 8


class Site(NamedTuple):
    """A ledger whose files are on a disk that may lose its power; its callers' journals are elsewhere."""

    disk: Disk
    ledger: Killable
    begun_at: int
    tasks: Sequence[Task]

    def cut(self, *beside: int) -> None:
        """Take the power from the server and some processes beside it."""
        self.disk.cut([*freeze_server(self.ledger.server), *beside])

    @property
    def journals(self) -> list[Path]:
        """What the callers were told."""
        return [Path(task.journal) for task in self.tasks]


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    with disk(MEGABYTES) as made, server_in(made.folder / "postgres") as server:
        ledger = new_database(server)
        begun_at = set_up(ledger.url, scene())
        tasks = [Task(ledger.url, str(folder / f"w{n}"), f"w{n}", CALLERS, seed=1) for n in range(WRITERS)]
        yield Site(made, ledger, begun_at, tasks)


@pytest.mark.parametrize("cuts", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_no_power_cut_takes_back_what_was_answered_or_signed(cuts: int, tmp_path: Path) -> None:
    chance = random.Random(cuts)
    with site(tmp_path) as here:
        sealer = Sealing(here.ledger.url, tmp_path, here.disk.folder / "tiles")
        children: list[Child] = [writer(task) for task in here.tasks]
        with all_gone(children), sealer.gone():
            for _ in range(cuts):
                sealed = sealer.catch_up()
                time.sleep(chance.uniform(0.1, 1.5))
                sealer.freeze()
                here.cut(sealer.process.pid)
                assert recover(here.ledger.server) < RECOVERED_WITHIN_SECONDS
                assert sealer.audited() >= sealed
                sealer.kill_and_restart()
            for child in children:
                child.finish()
            sealer.catch_up()
        operations = assert_faultless(here.ledger.url, here.journals, here.begun_at)
        assert len({one.key for one in operations}) > 30 * cuts
        assert sealer.audited() > here.begun_at
        assert "Traceback" not in sealer.said()


@pytest.mark.soak
@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit"])
def test_control_a_server_that_does_not_wait_for_its_disk_loses_what_was_answered(
    setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site(tmp_path) as here:
        here.ledger.server.stop()
        monkeypatch.setitem(embedded.SETTINGS, setting, "off")
        here.ledger.server.start()
        here.disk.settle()
        children = [writer(task._replace(guarded=False)) for task in here.tasks]
        with all_gone(children):
            time.sleep(1.5)
            here.cut()
        recover(here.ledger.server)
        assert "LOST" in {flaw.kind for flaw in flaws_of(here.ledger.url, here.journals, here.begun_at)}


@pytest.mark.soak
def test_control_a_sealer_that_does_not_flush_its_files_loses_what_was_signed(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        sealer = Sealing(here.ledger.url, tmp_path, here.disk.folder / "tiles", UNFLUSHED)
        with sealer.gone():
            sealer.catch_up()
            sealer.freeze()
            here.cut(sealer.process.pid)
            recover(here.ledger.server)
            sealer.kill_and_restart()
            assert sealer.process.wait(SEALED_WITHIN_SECONDS) == REFUSED
            assert "The folder of tiles" in sealer.said()
