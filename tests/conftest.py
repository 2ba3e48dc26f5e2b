"""A real PostgreSQL for every spec that asks for one."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.log.embedded import EmbeddedPostgres
from ledger.log.migrate import migrate

# Their specs start processes and wait for them: begun last, they would keep one worker busy and the others idle.
LONG = ("faults", "sealing", "completeness", "backup", "cli", "test_embedded.py", "test_readme.py")

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - tempfile makes what is there, as anywhere
ROOM = 8 << 30  # bytes


def pytest_configure() -> None:
    """Write to memory where it has room and nobody names a place: no spec is about this disk, and many wait for it."""
    with contextlib.suppress(OSError):
        if "TMPDIR" not in os.environ and shutil.disk_usage(SHARED_MEMORY).free >= ROOM:
            os.environ["TMPDIR"] = tempfile.tempdir = str(SHARED_MEMORY)


def pytest_xdist_auto_num_workers() -> int:
    """Use one worker more than there are processors: many specs wait for a process or a clock."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: LONG.index(room) if (room := _room(item)) in LONG else len(LONG))


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give one server to the whole run: ours, or the one that LEDGER_TEST_DATABASE_URL names."""
    if elsewhere := os.environ.get("LEDGER_TEST_DATABASE_URL"):
        yield elsewhere
        return
    # Not tmp_path_factory: it would keep the clusters of the last three runs.
    with tempfile.TemporaryDirectory(prefix="merit-") as home:
        server = EmbeddedPostgres(Path(home))
        try:
            server.start()
            yield server.url
        finally:
            server.stop()


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[str]:
    """Yield the conninfo of an empty database that is gone after the spec, whoever is still connected."""
    with _database(postgres_url, template="template1") as url:
        yield url


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> Iterator[str]:
    """Migrate one database for the whole run: copying it is much quicker than migrating again."""
    with _database(postgres_url, template="template1") as url:
        migrate(url)
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture
def ledger_database(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """Yield the conninfo of an empty, migrated ledger that is gone after the spec."""
    with _ledger(postgres_url, migrated_template) as url:
        yield url


@pytest.fixture
def second_ledger_database(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """Yield another one, to compare with."""
    with _ledger(postgres_url, migrated_template) as url:
        yield url


@contextmanager
def _ledger(postgres_url: str, migrated_template: str) -> Iterator[str]:
    with _database(postgres_url, template=migrated_template) as url:
        with psycopg.connect(url, autocommit=True) as admin:
            # A copy of a database has its tables' grants, but not the grants on the database itself.
            name = sql.Identifier(str(conninfo_to_dict(url)["dbname"]))
            admin.execute(sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO merit_follow").format(name))
        yield url


@pytest.fixture
def second_ledger(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """Yield another empty ledger, for specs that compare two."""
    with _database(postgres_url, template=migrated_template) as url:
        yield url


@contextmanager
def _database(server_url: str, template: str) -> Iterator[str]:
    name = f"spec_{os.getpid()}_{uuid4().hex}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(create)
        try:
            yield make_conninfo(server_url, dbname=name)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
