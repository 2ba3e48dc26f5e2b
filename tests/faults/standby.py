"""A primary and a standby, which change places when the primary dies."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from faults.sealed import until
from faults.servers import kill_server
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.log.embedded import EmbeddedPostgres
from ledger.log.migrate import migrate
from ledger.log.server_programs import run_program

STANDBY = "standby"
ATTACHED = "select count(*) from pg_stat_replication where state = 'streaming' and sync_state = %s"
ATTACHED_WITHIN_SECONDS = 30


class Pair:
    """Two servers of one ledger; `url` leads to whichever of them is the primary."""

    def __init__(self, place: Path) -> None:
        self.primary, self.standby = (EmbeddedPostgres(place / name) for name in "ab")
        hosts = [str(conninfo_to_dict(server.url)["host"]) for server in (self.primary, self.standby)]
        self.url = make_conninfo(self.primary.url, host=",".join(hosts), target_session_attrs="read-write")

    def wait_for_a_standby(self, *, wait: bool) -> None:
        """Have every commit wait for a standby, or none."""
        with psycopg.connect(self.primary.url, autocommit=True) as admin:
            admin.execute(f"alter system set synchronous_standby_names = '{STANDBY if wait else ''}'".encode())
            admin.execute("select pg_reload_conf()")

    def attach(self, state: str) -> None:
        """Make a standby, and wait until the primary knows it as one."""
        home = self.standby.home
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700)
        source = make_conninfo(self.primary.url, application_name=STANDBY)
        words = ["-D", "data", "-d", source, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        run_program("pg_basebackup", *words, home=home, doing="copying", tell=lambda _: None)
        self.standby.start()
        with psycopg.connect(self.primary.url, autocommit=True) as admin:
            until(lambda: admin.execute(ATTACHED, [state]).fetchone() == (1,), ATTACHED_WITHIN_SECONDS)

    def fail_over(self) -> None:
        """Kill the primary and let the standby take its place."""
        kill_server(self.primary)
        self.promote()

    def lose_both(self) -> None:
        """Kill both, and have of the standby what had reached it."""
        for server in (self.primary, self.standby):
            kill_server(server)
        self.standby.start()
        self.promote()

    def promote(self) -> None:
        """Make the standby the primary."""
        self.primary, self.standby = self.standby, self.primary
        words = ["promote", "-D", "data", "-w"]
        run_program("pg_ctl", *words, home=self.primary.home, doing="promoting", tell=lambda _: None)


@contextmanager
def pair(*, synchronous: bool) -> Iterator[Pair]:
    """Have a migrated ledger with a standby for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="merit-") as place:
        both = Pair(Path(place))
        try:
            both.primary.start()
            migrate(both.primary.url)
            both.wait_for_a_standby(wait=synchronous)
            both.attach("sync" if synchronous else "async")
            yield both
        finally:
            for server in (both.standby, both.primary):
                server.stop()
