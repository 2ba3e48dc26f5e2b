"""A ledger on PostgreSQL, and the log that was published of it."""

from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from signing import WRITER

from ledger.log.log import Batch, Entry, Fact, Request
from ledger.log.postgres import PostgresLog
from projections.audit import signed
from projections.audit.tlog.leaf import encode, leaf_of

from .published import WITNESS, Published, fact, publish_entries
from .running import verify

SIZE = 600
APPEND = 100  # facts
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
    facts = [fact(position) for position in range(after + 1, after + size + 1)]
    entries = [
        Entry(one.type, one.version, one.data, tuple(one.tags), one.effective_at, number)
        for number, one in enumerate(facts, 1)
    ]
    requests = [Request(one.actor, one.request, b"d", "Lin", one.reason, "c-1", one.policy_version) for one in facts]
    log = PostgresLog.open(url, writer=WRITER)
    for start in range(0, size, APPEND):
        asked = requests[start : start + APPEND]
        some = [entry._replace(owner=number) for number, entry in enumerate(entries[start : start + APPEND], 1)]
        log.record(Batch(after + start, (), some, asked))
    log.close()


def published(url: str, folder: Path) -> Published:
    """Publish what the database says."""
    with psycopg.connect(url) as connection:
        stored = signed.facts(connection, 0, SIZE)
    checkpoint = publish_entries(folder, [encode(leaf_of(*row)) for row in stored], WITNESS)
    return Published(folder, [Fact._make(row) for row in stored], checkpoint)


def audited(url: str, folder: Path) -> Audited:
    """Record some facts and publish them as they are stored."""
    record(url, SIZE)
    return Audited(url, published(url, folder))
