"""Brings a database to this version's tables: alembic in charge, SQL files in order, each whole or not."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors

MIGRATIONS = Path(__file__).with_name("migrations")
OLDEST_SERVER = 15
# The version must stand somewhere before the first migration makes the ledger's own schemas. Everybody may
# read it, so that a program can tell that it is older or newer than its database.
SCHEMA = "merit"
TABLE = "migrated_to"
PLACE = f"""create schema if not exists {SCHEMA};
    create table if not exists {SCHEMA}.{TABLE} (version_num text primary key);
    grant usage on schema {SCHEMA} to public;
    grant select on {SCHEMA}.{TABLE} to public;"""
VERSION = f"select version_num from {SCHEMA}.{TABLE}"  # noqa: S608 - only constants are joined
# Beside the log's own lock (7001, 1).
LOCK = "pg_try_advisory_lock(7001, 2)"
ATTEMPTS = 5

Progress = Callable[[str], None]


class MigrationRefused(Exception):  # noqa: N818 - it is an answer to the operator, not a bug
    """The database was left as it was; the message says why and what to do."""


def migrate(
    url: str, progress: Progress = lambda _: None, *, folder: Path = MIGRATIONS, until: str | None = None
) -> list[str]:
    """Apply what is missing, in order, and name it. Any number of processes may call at once."""
    with _alone(url, progress) as connection:
        files = [file for file in _files(folder) if until is None or file.stem <= until]
        done = migrated_to(url)
        if done == files[-1].stem:
            return []
        _suited(connection, done, files)
        connection.execute(PLACE)
        # Read when there is something to do: alembic and sqlalchemy take longer than most commands.
        from ledger.log.upgrading import upgrade

        for attempt in range(1, ATTEMPTS + 1):
            try:
                upgrade(url, files, progress)
            except psycopg.Error as failed:
                if _roles_collided(failed) and attempt < ATTEMPTS:
                    time.sleep(0.05 * attempt)
                    continue
                raise MigrationRefused(_sentence(failed, migrated_to(url))) from failed
            break
        return [file.stem for file in files if done is None or file.stem > done]


def migrated_to(url: str) -> str | None:
    """Name the newest migration this database has, None before the first."""
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            row = connection.execute(VERSION).fetchone()
        except errors.UndefinedTable:
            return None
        return None if row is None else str(row[0])


def expected(folder: Path = MIGRATIONS) -> str:
    """Name the migration this version of the program needs."""
    return _files(folder)[-1].stem


def knows(revision: str, folder: Path = MIGRATIONS) -> bool:
    """Tell whether this version of the program can make the tables of a migration."""
    return revision in {file.stem for file in _files(folder)}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))


@contextmanager
def _alone(url: str, progress: Progress) -> Iterator[psycopg.Connection[Any]]:
    """Hold the migration lock of this database; a process that dies lets go of it."""
    with psycopg.connect(url, autocommit=True) as connection:
        told = False
        while not (connection.execute(f"select {LOCK}").fetchone() or (False,))[0]:
            if not told:
                progress("waiting for another process that migrates")
                told = True
            time.sleep(0.1)
        yield connection


def _suited(connection: psycopg.Connection[Any], done: str | None, files: list[Path]) -> None:
    """Refuse a server or a login that would fail half way, before anything is touched."""
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise MigrationRefused(f"this is PostgreSQL {version}; Merit needs {OLDEST_SERVER} or newer.")
    if done is not None and done not in {file.stem for file in files}:
        raise MigrationRefused(f"the database is at {done}, which this version of Merit does not know: update Merit.")
    login, able = connection.execute(
        """select current_user, (r.rolsuper or r.rolcreaterole)
                  and has_database_privilege(current_database(), 'create')
             from pg_roles r where r.rolname = current_user"""
    ).fetchone() or ("?", False)
    if not able:
        raise MigrationRefused(
            f"the login {login} may not create roles and schemas in this database: "
            "migrate with its owner, who has CREATEROLE, or with a superuser."
        )


def _roles_collided(failed: psycopg.Error) -> bool:
    """Tell whether another database of the same server created the shared roles at the same moment."""
    return isinstance(failed, errors.InternalError_) and "concurrently updated" in str(failed)


def _sentence(failed: psycopg.Error, done: str | None) -> str:
    return f"a migration failed and was undone, the database is still at {done or 'nothing'}: {failed}"
