"""How the program ends when something is in its way: one sentence and an exit code, and a trace for a bug only."""

import sys
from typing import NoReturn

import psycopg

from api.cli.exits import REFUSED, UNAVAILABLE, USAGE
from api.database import DatabaseUnavailable
from api.settings import Unconfigured
from api.tokens import TokenExists
from ledger.log.log import LogUnavailable
from ledger.log.migrate import MigrationRefused
from ledger.log.server_programs import PostgresUnavailable
from ledger.refusals.refused import Refused
from projections.audit.refusing import SealingRefused
from projections.backup.refusing import BackupRefused
from projections.rebuild import RebuildStopped
from projections.reconcile import ReconcileStopped

STOPPED = (MigrationRefused, TokenExists, RebuildStopped, ReconcileStopped, SealingRefused, BackupRefused)
AWAY = (DatabaseUnavailable, PostgresUnavailable, LogUnavailable, psycopg.OperationalError)


def end(no: Exception) -> NoReturn:
    """End the program as this says; what is none of these is a bug, and raised again."""
    match no:
        case Unconfigured():
            _say(str(no), USAGE, no)
        case Refused():
            _say(f"{no.en()}\n{no.chinese()}", REFUSED, no)
        case psycopg.errors.InsufficientPrivilege():
            _say(
                f"This login may not do that ({no}): use the owner's, with which the database is migrated.", REFUSED, no
            )
        case _ if isinstance(no, STOPPED):
            _say(str(no), REFUSED, no)
        case _ if isinstance(no, AWAY):
            _say(str(no), UNAVAILABLE, no)
    raise no


def _say(sentence: str, code: int, why: Exception) -> NoReturn:
    print(f"merit: {sentence}", file=sys.stderr)  # noqa: T201 - a program's last word
    raise SystemExit(code) from why
