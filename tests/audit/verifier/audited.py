"""A ledger on PostgreSQL, and the log that was published of it."""

from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from ledger.log.log import Batch, Entry, Request
from ledger.log.postgres import PostgresLog

from .published import Published, fact, publish
from .running import verify

SIZE = 600
EVENTS = "ledger.events"


class Audited(NamedTuple):
    """What an administrator of the database can rewrite, and what they cannot."""

    url: str
    log: Published

    def mutate(self, *statements: str) -> None:
        """Do as a superuser, triggers off, what no role of the program may."""
        with psycopg.connect(self.url, options="-c session_replication_role=replica") as superuser:
            for statement in statements:
                superuser.execute(statement.encode())

    def verify(self) -> dict[str, Any]:
        return verify("db", "--dsn", self.url, *self.log.options)

    def found(self) -> tuple[str, int]:
        """What is wrong, and where first."""
        found = self.verify()
        assert found["verdict"] == "invalid"
        return found["code"], found["position"]


def shifted(first: int, by: int) -> list[str]:
    """Move a fact and all behind it; past zero, so that no two are ever at one position."""
    away = f"update {EVENTS} set position = -position - {by} where position >= {first}"  # noqa: S608 - constants
    return [away, f"update {EVENTS} set position = -position where position < 0"]  # noqa: S608 - constants


def record(url: str, size: int, after: int = 0) -> None:
    """Append through the ledger's own door."""
    some = [fact(position) for position in range(after + 1, after + size + 1)]
    entries = [
        Entry(one.type, one.version, one.data, tuple(one.tags), one.effective_at, number)
        for number, one in enumerate(some, 1)
    ]
    requests = [Request(one.actor, one.request, b"d", "Lin", one.reason, "c-1", one.policy_version) for one in some]
    log = PostgresLog.open(url)
    log.record(Batch(after, (), entries, requests))
    log.close()


def audited(url: str, folder: Path) -> Audited:
    """Record some facts and publish them as they are stored."""
    record(url, SIZE)
    log = PostgresLog.open(url)
    stored = log.between(1, SIZE)
    log.close()
    return Audited(url, publish(folder, stored))
