"""Alembic, as this house uses it: SQL files are its revisions, each whole or not."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from alembic import op
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionMap
from sqlalchemy import NullPool, create_engine

from ledger.log.migrate import SCHEMA, TABLE, Progress


def upgrade(url: str, files: Sequence[Path], progress: Progress) -> None:
    """Apply those that the database does not have, in order."""
    script = _script(files, progress)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with (
        engine.connect() as connection,
        EnvironmentContext(
            Config(),
            script,
            fn=lambda done, _: script._upgrade_revs("head", done),  # noqa: SLF001 - as env.py has it
        ) as environment,
    ):
        environment.configure(
            connection=connection,
            version_table=TABLE,
            version_table_schema=SCHEMA,
            transaction_per_migration=True,
        )
        with environment.begin_transaction():
            environment.run_migrations()


def _script(files: Sequence[Path], progress: Progress) -> ScriptDirectory:
    """Show alembic the SQL files as its revisions: each follows the one before it by name."""
    script = ScriptDirectory(files[0].parent)
    before: str | None = None
    revisions: list[Script] = []
    for file in files:
        module = ModuleType(file.stem)
        members: dict[str, Any] = {
            "revision": file.stem,
            "down_revision": before,
            "upgrade": _upgrade_by(file, progress),
        }
        vars(module).update(members)
        revisions.append(Script(module, file.stem, file))
        before = file.stem
    script.revision_map = RevisionMap(lambda: revisions)
    return script


def _upgrade_by(file: Path, progress: Progress) -> Callable[[], None]:
    def upgrade() -> None:
        progress(file.stem)
        driver = op.get_bind().connection.driver_connection
        if isinstance(driver, psycopg.Connection):
            # Straight to the driver and without parameters: % and : in a function's body are its own.
            driver.execute(file.read_bytes())

    return upgrade
