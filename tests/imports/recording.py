"""A ledger for imports: what recording a file needs, and what its views then say."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from cli.program import COMMAND, environment

from api.imports.asking import Asking, AttendanceAsking, Kind, ResultAsking, StatementAsking, within
from api.imports.attendance import read_attendance
from api.imports.naming import Directory
from api.imports.reading import Reading
from api.imports.results import read_results
from api.imports.runs import Counts, Run
from api.imports.statements import read_statements
from api.imports.taking import take
from ledger.log.connections import ROLE
from ledger.log.postgres import PostgresLog
from ledger.writing import Ledger
from projections.connecting import connected
from projections.digest import digest
from projections.follow import catch_up
from projections.reconcile import reconcile
from projections.views import VIEWS


def imported(database: str, kind: Kind, file: Path, asking: Asking | None = None) -> Counts:
    """Import a file as `merit import` does."""
    with psycopg.connect(database, autocommit=True, options=f"-c role={ROLE}") as connection:
        ledger = Ledger(PostgresLog.open(database))
        try:
            reading: Reading[Any] = read_statements(file) if kind == "xapi" else read_results(file)
            default: Asking = StatementAsking(Directory(connection)) if kind == "xapi" else ResultAsking()
            # The file's name stands for its digest: only the command line works that out.
            run = Run(connection, kind, file.name, file.name)
            with reading:
                return take(ledger, run, reading, asking or default, lambda *_: None)
        finally:
            ledger.close()


def attended(database: str, file: Path, session: str | None = None) -> Counts:
    """Import an attendance export whose clock stood in Shanghai."""
    with psycopg.connect(database, autocommit=True, options=f"-c role={ROLE}") as connection:
        ledger = Ledger(PostgresLog.open(database))
        try:
            with within(read_attendance(file, zone=ZoneInfo("Asia/Shanghai")), session) as reading:
                run = Run(connection, "attendance", f"{file.name} {session}", file.name)
                asking = AttendanceAsking(Directory(connection), reading.layout)
                return take(ledger, run, reading, asking, lambda *_: None)
        finally:
            ledger.close()


def digests(database: str) -> dict[str, str]:
    """Carry all views to the head and give what each of them says."""
    with connected(database) as connection:
        catch_up(connection)
        return {view.NAME: digest(connection, view) for view in VIEWS}


def rederived(database: str) -> dict[str, str]:
    """Derive every view again from the log; a wrong row fails the test."""
    with connected(database) as connection:
        found = [reconcile(connection, view) for view in VIEWS]
    assert [one.first for one in found] == [None] * len(VIEWS)
    return {one.view: one.digest for one in found}


def killed_import(database: str, kind: Kind, file: Path, *, after_facts: int) -> None:
    """Start `merit import` and kill -9 it once so many facts are in the log."""
    command = [*COMMAND, "import", kind, str(file)]
    process = subprocess.Popen(
        command,
        env=environment(database, LEDGER_CODE_SECRET="x" * 32),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with psycopg.connect(database, autocommit=True) as connection:
        deadline = time.monotonic() + 60
        while connection.execute("select count(*) from ledger.events").fetchall()[0][0] < after_facts:
            assert process.poll() is None, "the import was over before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
