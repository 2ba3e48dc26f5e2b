"""Where the ledger's database is: the one the settings name, or the server that comes with the ledger."""

import time

import psycopg

from api.settings import Settings
from ledger.log.embedded import EmbeddedPostgres
from ledger.log.migrate import Progress as Tell
from ledger.log.migrate import expected, migrate, migrated_to
from projections.backup.target import is_unfinished

RECOVERY_SECONDS = 60.0


class DatabaseUnavailable(Exception):  # noqa: N818 - it is an answer to the operator, not a bug
    """The database cannot be used just now; the message says what to do."""


def server_of(settings: Settings) -> EmbeddedPostgres:
    """Give the embedded PostgreSQL of this home, whether it runs or not."""
    return EmbeddedPostgres(settings.home.absolute() / "postgres")


def url_of(settings: Settings) -> str:
    """Give the libpq conninfo of the ledger's database. It may hold a password: never print it."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return server_of(settings).url


def running_url(settings: Settings) -> str:
    """Give the conninfo of a database that answers, or say how to bring it up. Starts nothing."""
    url = url_of(settings)
    if settings.embedded and (state := server_of(settings).status()) != "running":
        if state == "none":
            raise _no_ledger(settings)
        raise DatabaseUnavailable(f"PostgreSQL in {settings.home} is {state}: `merit db start` starts it.")
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as unreachable:
            # A server that comes back after a crash says so; any other reason will not pass by itself.
            if "starting up" not in str(unreachable) or time.monotonic() > deadline:
                raise DatabaseUnavailable(f"PostgreSQL cannot be reached: {unreachable}") from unreachable
            time.sleep(0.2)
        else:
            return url


def ready_url(settings: Settings) -> str:
    """Give the conninfo of a database that answers and has this version's tables."""
    url = running_url(settings)
    _refuse_unfinished(url)
    done, wanted = migrated_to(url), expected()
    if done != wanted:
        raise DatabaseUnavailable(
            f"The database is at {done or 'no migration'}, this Merit needs {wanted}: `merit db migrate`."
        )
    return url


def bring_up(settings: Settings, tell: Tell) -> bool:
    """Start and migrate an embedded ledger, and say whether it was started here.

    A database that is not ours to run is left alone: two versions of Merit may share it, and who may change
    its tables is its owner's decision.
    """
    if not settings.embedded:
        ready_url(settings)
        return False
    server = EmbeddedPostgres(settings.home.absolute() / "postgres", tell)
    started = server.status() != "running"
    server.start()
    _refuse_unfinished(server.url)
    migrate(server.url, lambda name: tell(f"migrating: {name}"))
    return started


def kept_url(settings: Settings, tell: Tell) -> str:
    """Give the conninfo of a ledger that was made before, bringing it up; a question makes none."""
    if settings.embedded and server_of(settings).status() == "none":
        raise _no_ledger(settings)
    return working_url(settings, tell)


def working_url(settings: Settings, tell: Tell) -> str:
    """Give the conninfo of a database to work on, bringing an embedded one up first."""
    bring_up(settings, tell)
    return ready_url(settings)


def empty_url(settings: Settings, tell: Tell) -> str:
    """Give the conninfo of a database that is to be put back, making the server of an embedded one."""
    if settings.embedded:
        EmbeddedPostgres(settings.home.absolute() / "postgres", tell).start()
    return running_url(settings)


def _refuse_unfinished(url: str) -> None:
    if is_unfinished(url):
        raise DatabaseUnavailable(
            "This ledger was not put back to the end: run `merit restore`, or `merit rebuild-from-copy`, again.\n"
            "此账本尚未恢复完毕：请再次运行 `merit restore` 或 `merit rebuild-from-copy`。"
        )


def _no_ledger(settings: Settings) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"There is no ledger in {settings.home}: make one with `merit demo` or `merit db migrate`, "
        "or name its folder with LEDGER_HOME."
    )
