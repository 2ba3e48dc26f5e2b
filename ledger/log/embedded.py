"""A real PostgreSQL of our own in a folder: created, started, stopped, and restarted after any crash."""

import contextlib
import fcntl
import os
import shlex
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from psycopg import pq
from psycopg.conninfo import make_conninfo

from ledger.log.postmaster import Postmaster
from ledger.log.server_programs import WAY_OUT, PostgresUnavailable, run_program
from ledger.log.socket_folder import PORT, make_private_folder, socket_folder_of

__all__ = ["EmbeddedPostgres", "PostgresUnavailable", "Status"]

Status = Literal["running", "unready", "stopped", "none"]

ADMIN = "merit_admin"
DATABASE = "ledger"

SETTINGS = {
    "listen_addresses": "",  # no network: who may open the private socket folder is who may connect
    "port": PORT,  # said aloud, so that no configuration can move the socket away from our url
    "unix_socket_permissions": "0700",  # a second lock behind the folder's own
    "fsync": "on",  # a fact that was answered for survives a power cut
    "full_page_writes": "on",  # a page half written by a power cut can be put right
    "synchronous_commit": "on",  # "recorded" means on disk, not soon on disk
    "shared_buffers": "256MB",  # the hot end of the log and its index stay in memory on a small machine
    "max_connections": "100",  # several processes with a pool each, and room for an operator
    "max_wal_size": "2GB",  # bulk imports do not force a checkpoint every few seconds
    "checkpoint_timeout": "15min",  # fewer full pages in the WAL; recovery still takes seconds
    "jit": "off",  # our queries are short: compiling them costs more than running them
    "random_page_cost": "1.1",  # solid state disks: an index is nearly always right
    "timezone": "UTC",  # the same text for the same instant wherever the ledger runs
}

_INITDB = [
    *("-U", ADMIN),
    *("-E", "UTF8"),
    # Sorting that no update of the operating system can change under an index.
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    "--data-checksums",
    # No password: the only way in is a socket in a folder of mode 0700, so whoever gets there is us.
    *("-A", "trust"),
    "--no-sync",  # one pass over everything follows before the cluster gets its name
    "--no-instructions",
]
_PATIENCE_S = 300  # recovery after a crash in the middle of a large import may take minutes
_STILL_OCCUPIED = "pre-existing shared memory block"


class EmbeddedPostgres:
    """A PostgreSQL server that lives in `home` and outlives the process that started it."""

    def __init__(self, home: Path, progress: Callable[[str], None] = lambda _: None) -> None:
        self.home = home.resolve()
        self.log_path = self.home / "postgres.log"
        self._data = self.home / "data"
        self._socket_folder = socket_folder_of(self.home)
        self._postmaster = Postmaster(self._data, self._socket_folder)
        self._progress = progress
        self._told = ""

    @property
    def url(self) -> str:
        """The libpq conninfo of the ledger's database."""
        return make_conninfo(host=str(self._socket_folder), port=PORT, user=ADMIN, dbname=DATABASE)

    def status(self) -> Status:
        """Say "none" without a cluster; "unready" is a server that starts, recovers or stops just now."""
        if not self._exists():
            return "none"
        if not self._postmaster.lives():
            return "stopped"
        return "running" if self._answers() else "unready"

    def start(self) -> None:
        """Return when PostgreSQL answers, created or recovered if need be; any number may call at once."""
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._one_at_a_time() as lock:
                if not self._exists():
                    self._create(lock)
                make_private_folder(self._socket_folder)
                self._bring_up()
        except OSError as refused:
            raise self._homeless(refused) from refused

    def stop(self) -> None:
        """End the server cleanly, breaking off open transactions; nothing happens if none runs."""
        if not self._exists():
            return
        with self._one_at_a_time():
            if self._postmaster.lives():
                self._end()
            self._postmaster.clear_remains()
            with contextlib.suppress(OSError):
                self._socket_folder.rmdir()

    def _exists(self) -> bool:
        try:
            owner = self._data.stat().st_uid
        except FileNotFoundError:
            return False
        except OSError as refused:
            raise self._homeless(refused) from refused
        if owner != os.geteuid():
            raise PostgresUnavailable(f"{self._data} belongs to user number {owner}: run this as that user. {WAY_OUT}")
        return (self._data / "PG_VERSION").exists()

    def _homeless(self, refused: OSError) -> PostgresUnavailable:
        return PostgresUnavailable(
            f"PostgreSQL cannot live in {self.home}: {refused}. Give it a folder of your own. {WAY_OUT}"
        )

    def _answers(self) -> bool:
        asked = make_conninfo(self.url, connect_timeout=2)
        return pq.PGconn.ping(asked.encode()) == pq.Ping.OK

    def _tell(self, message: str) -> None:
        if message != self._told:
            self._told = message
            self._progress(message)

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[int]:
        self._told = ""
        lock = os.open(self.home / "starting.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._tell("waiting for another process that starts or stops this PostgreSQL")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            os.close(lock)

    def _create(self, lock: int) -> None:
        """Build the cluster aside and give it its name when it is whole and on disk.

        The programs inherit the lock: should we be killed, the next starter waits for what we left running.
        """
        half_made = self.home / "data.tmp"
        if half_made.exists():
            shutil.rmtree(half_made)

        def step(program: str, *arguments: str, typed: str = "") -> None:
            doing = "creating the database cluster"
            run_program(
                program,
                *arguments,
                home=self.home,
                doing=doing,
                tell=self._tell,
                typed=typed,
                keep_open=[lock],
            )

        step("initdb", "-D", half_made.name, *_INITDB)
        single = ["--single", "-F", "-j", "-D", half_made.name, "-c", "exit_on_error=on", "postgres"]
        step("postgres", *single, typed=f"CREATE DATABASE {DATABASE};\n")
        step("initdb", "-D", half_made.name, "--sync-only")
        half_made.rename(self._data)
        _put_on_disk(self.home)

    def _bring_up(self) -> None:
        give_up_at = time.monotonic() + _PATIENCE_S
        while not self._answers():
            if time.monotonic() > give_up_at:
                raise PostgresUnavailable(f"PostgreSQL in {self.home} runs but does not answer.{self._log_tail()}")
            if self._postmaster.lives():
                self._tell("waiting for PostgreSQL, which starts or stops just now")
                time.sleep(0.1)
            else:
                self._launch()

    def _launch(self) -> None:
        self._postmaster.clear_remains()
        settings = {**SETTINGS, "unix_socket_directories": str(self._socket_folder)}
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        try:
            self._pg_ctl("start", "-l", self.log_path.name, "-o", options, doing="starting PostgreSQL")
        except PostgresUnavailable as failure:
            if not self._postmaster.lives() and _STILL_OCCUPIED not in str(failure):
                raise
            self._tell("waiting for processes that a killed PostgreSQL left behind")
            time.sleep(0.25)

    def _end(self) -> None:
        try:
            self._pg_ctl("stop", "-m", "fast", doing="stopping PostgreSQL")
        except PostgresUnavailable:
            if self._postmaster.lives():
                raise
            # It died of something else just before: that is what was asked for.

    def _pg_ctl(self, *arguments: str, doing: str) -> None:
        # Names relative to home: pg_ctl hands them to a shell, which would read a "$" in home's own name.
        waiting = ["-D", self._data.name, "-w", "-t", str(_PATIENCE_S)]
        logged_before = self.log_path.stat().st_size if self.log_path.exists() else 0
        try:
            run_program("pg_ctl", *arguments, *waiting, home=self.home, doing=doing, tell=self._tell)
        except PostgresUnavailable as failure:
            raise PostgresUnavailable(f"{failure}{self._log_tail(logged_before)}") from failure

    def _log_tail(self, start: int = 0) -> str:
        if not self.log_path.exists():
            return ""
        tail = self.log_path.read_bytes()[start:].decode(errors="replace").splitlines()[-15:]
        return "\n".join([f"\nThe end of {self.log_path}:", *tail])


def _put_on_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
