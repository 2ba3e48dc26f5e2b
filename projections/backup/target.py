"""The database that is put back: empty before, marked until it is whole, so that nobody works on half a ledger."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection, connect

from projections.alone import Work, is_alone
from projections.backup.programs import NAME
from projections.backup.refusing import BackupRefused
from projections.connecting import opened

PATIENCE, TURN = 30.0, 0.2  # seconds

# A killed restore may have left a program that has not heard of it yet.
END_ORPHANS = """select pg_terminate_backend(pid, 10000) from pg_stat_activity
    where datname = current_database() and application_name = %s"""
USED = "select exists (select from pg_namespace where nspname in ('ledger', 'office'))"
MARKED = "select to_regclass('merit.unfinished') is not null"
BEGUN = "select source from merit.unfinished"
TABLES = "select to_regclass('ledger.checkpoints') is not null"
BEHIND = """select exists (select from ledger.checkpoints
    where size > (select coalesce(max(position), 0) from ledger.events))"""
CLEAR = "drop schema if exists merit, ledger, office cascade"
MARK = """create schema merit;
    grant usage on schema merit to public;
    create table merit.unfinished (source text not null);
    grant select on merit.unfinished to public"""


@contextmanager
def alone(url: str) -> Iterator[Connection]:
    """Be the only one who puts this database back."""
    with opened(url, "merit target", "set timezone to 'UTC'") as connection:
        give_up_at = time.monotonic() + PATIENCE
        while not is_alone(connection, Work.RESTORE):  # one that was killed just now may still be at its last statement
            if time.monotonic() > give_up_at:
                raise BackupRefused(
                    "IN_PROGRESS", "Another process is putting this database back.", "另一个进程正在恢复此数据库。"
                )
            time.sleep(TURN)
        connection.execute(END_ORPHANS, [NAME])
        yield connection


def begin(connection: Connection, source: str) -> None:
    """Empty what an unfinished restore left, and mark the database; one in use is refused."""
    if _is(connection, USED) and not _is(connection, MARKED):
        raise BackupRefused(
            "LEDGER_EXISTS",
            "There is a ledger already, and it stays: name an empty LEDGER_HOME, or an empty database.",
            "此处已有账本，未作改动：请指定空的 LEDGER_HOME 或空的数据库。",
        )
    with connection.transaction():
        connection.execute(CLEAR)
        connection.execute(MARK.encode())
        mark(connection, source)


def mark(connection: Connection, source: str) -> None:
    """Say what the database is put back from."""
    with connection.transaction():
        connection.execute("delete from merit.unfinished")
        connection.execute("insert into merit.unfinished values (%s)", [source])


def source_of(connection: Connection) -> str | None:
    """Give what an unfinished database is put back from."""
    row = connection.execute(BEGUN).fetchone() if _is(connection, MARKED) else None
    return str(row[0]) if row else None


def is_behind(connection: Connection) -> bool:
    """Tell whether facts are missing under a checkpoint that somebody saw, all others being there."""
    return _is(connection, TABLES) and _is(connection, BEHIND)


def finish(connection: Connection) -> None:
    """Let everybody in."""
    connection.execute("drop table merit.unfinished")


def is_unfinished(url: str) -> bool:
    """Tell whether a database is put back just now, or was not to the end."""
    with connect(url, autocommit=True, connect_timeout=5) as connection:
        return _is(connection, MARKED)


def _is(connection: Connection, question: str) -> bool:
    row = connection.execute(question.encode()).fetchone()
    return bool(row and row[0])
