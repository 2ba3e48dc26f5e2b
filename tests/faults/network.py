"""Two hosts of our own with a cable between them: network namespaces, one of which has a way to PostgreSQL."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from faults.disks import run
from faults.processes import Child, all_gone
from psycopg.conninfo import conninfo_to_dict, make_conninfo

HERE, THERE = "10.203.113.1", "10.203.113.2"
PORT = "5433"
NOBODY = "02:00:00:00:00:99"


class Cable:
    """PostgreSQL answers at one end; programs run at the other."""

    def __init__(self, url: str, name: str) -> None:
        self._near, self._far = f"{name}a", f"{name}b"
        self._listening = conninfo_to_dict(url)
        self.url = make_conninfo(url, host=HERE, port=PORT)
        # What comes before a program's name so that it runs at the far end.
        self.there = ("ip", "netns", "exec", self._far, sys.executable, "-m", "api.cli")

    def lay(self) -> None:
        """Make both hosts, and join them."""
        for host in (self._near, self._far):
            run("ip", "netns", "add", host)
        run("ip", "link", "add", "cable", "netns", self._near, "type", "veth", "peer", "cable", "netns", self._far)
        for host, address in ((self._near, HERE), (self._far, THERE)):
            run("ip", "-n", host, "address", "add", f"{address}/24", "dev", "cable")
            for link in ("lo", "cable"):
                run("ip", "-n", host, "link", "set", link, "up")

    @contextmanager
    def forwarded(self) -> Iterator[None]:
        """Have the near end pass everything on to PostgreSQL."""
        socket = f"{self._listening['host']}/.s.PGSQL.{self._listening['port']}"
        program = Path(__file__).with_name("forwarder.py")
        forwarder = Child([str(program), HERE, PORT, socket], before=("ip", "netns", "exec", self._near))
        with all_gone([forwarder]):
            forwarder.wait_for("ready")
            yield

    def cut(self) -> None:
        """Send everything to a machine that is not there: nothing arrives, and nobody is told."""
        for host, other in ((self._near, THERE), (self._far, HERE)):
            run("ip", "-n", host, "neighbour", "replace", other, "lladdr", NOBODY, "dev", "cable", "nud", "permanent")

    def mend(self) -> None:
        """Let each end ask again where the other is."""
        for host, other in ((self._near, THERE), (self._far, HERE)):
            run("ip", "-n", host, "neighbour", "delete", other, "dev", "cable")

    def clear(self) -> None:
        """Leave nothing behind."""
        for host in (self._near, self._far):
            with suppress(subprocess.CalledProcessError, FileNotFoundError):
                run("ip", "netns", "delete", host)


@contextmanager
def cable(url: str, name: str) -> Iterator[Cable]:
    """Have two hosts for the length of the block; skip the spec where none may be made."""
    made = Cable(url, name)
    with ExitStack() as after:
        after.callback(made.clear)
        try:
            made.lay()
        except (subprocess.CalledProcessError, FileNotFoundError) as no:
            pytest.skip(f"no network of our own can be made here: {no}")
        with made.forwarded():
            yield made
