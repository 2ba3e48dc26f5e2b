"""What is kept of imports beside the log: how far each file got, and the rows that wait to be mended."""

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from api.imports.asking import Kind

BEGIN = """insert into office.imports (kind, file_sha256, file_name) values (%s, %s, %s)
    on conflict (kind, file_sha256) do update set updated_at = clock_timestamp()
    returning state, row_reached, rows, recorded, paid, repeats, unchanged, quarantined"""
REACH = """update office.imports set (state, row_reached, rows, recorded, paid, repeats, unchanged, quarantined,
    updated_at) = (%s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp()) where kind = %s and file_sha256 = %s"""
KEEP = """insert into office.quarantine
      (kind, natural_key, file_sha256, file_name, line, code, reason_en, reason_zh, raw, command, body)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (kind, natural_key) do update
      set code = excluded.code, reason_en = excluded.reason_en, reason_zh = excluded.reason_zh,
          attempts = quarantine.attempts + 1, updated_at = clock_timestamp()"""
LIST = """select kind, natural_key as key, file_name, line, code, reason_en, reason_zh, raw, command, body, status,
      attempts from office.quarantine
    where (%(kind)s::text is null or kind = %(kind)s) and (%(key)s::text is null or natural_key = %(key)s)
      and (%(status)s::text is null or status = %(status)s)
    order by kind, file_name, line limit %(limit)s"""
SETTLE = """update office.quarantine set status = %s, code = %s, reason_en = %s, reason_zh = %s,
      body = %s, command = %s, attempts = attempts + 1, updated_at = clock_timestamp()
    where kind = %s and natural_key = %s"""


@dataclass
class Counts:
    """A run's summary: rows = recorded + unchanged + quarantined; paid and repeats are among the recorded."""

    rows: int = 0
    recorded: int = 0
    paid: int = 0
    repeats: int = 0
    unchanged: int = 0
    quarantined: int = 0


@dataclass
class Kept:
    """A row that could not be taken, and why; `body` holds what was understood of it."""

    kind: str
    key: str
    file_name: str
    line: int
    code: str
    reason_en: str
    reason_zh: str
    raw: str
    command: str | None = None
    body: dict[str, Any] | None = None
    status: str = "open"
    attempts: int = 1


@dataclass
class Run:
    """One file's import: every chunk ends in one transaction that says how far it got."""

    connection: psycopg.Connection[Any]
    kind: Kind
    file_sha256: str
    file_name: str
    # Who brings the file, where that takes a person.
    by: str | None = None
    resumed_at: int = 0
    counts: Counts = field(default_factory=Counts)

    def begin(self) -> None:
        """Find where an interrupted run stopped; a finished file is walked again, which changes nothing."""
        row = self.connection.execute(BEGIN, (self.kind, self.file_sha256, self.file_name)).fetchone()
        if row is not None and row[0] == "running":
            self.resumed_at = row[1]
            self.counts = Counts(*row[2:])

    def reach(self, row: int, kept: list[Kept], *, done: bool = False) -> None:
        """Store the chunk's end and its quarantined rows together."""
        c = self.counts
        with self.connection.transaction(), self.connection.cursor() as cursor:
            if kept:
                cursor.executemany(
                    KEEP,
                    [
                        (
                            *(k.kind, k.key, self.file_sha256, k.file_name, k.line),
                            *(k.code, k.reason_en, k.reason_zh, k.raw),
                            *(k.command, None if k.body is None else Jsonb(k.body)),
                        )
                        for k in kept
                    ],
                )
            numbers = (row, c.rows, c.recorded, c.paid, c.repeats, c.unchanged, c.quarantined)
            cursor.execute(REACH, ("done" if done else "running", *numbers, self.kind, self.file_sha256))


def quarantined(
    connection: psycopg.Connection[Any],
    kind: str | None = None,
    key: str | None = None,
    status: str | None = "open",
    limit: int = 1000,
) -> list[Kept]:
    """List rows in quarantine, in the order of their files."""
    wanted = {"kind": kind, "key": key, "status": status, "limit": limit}
    with connection.cursor(row_factory=class_row(Kept)) as cursor:
        return cursor.execute(LIST, wanted).fetchall()


def settle(connection: psycopg.Connection[Any], kept: Kept) -> None:
    """Store what became of a row after it was mended, retried or dropped."""
    body = None if kept.body is None else Jsonb(kept.body)
    why = (kept.status, kept.code, kept.reason_en, kept.reason_zh)
    connection.execute(SETTLE, (*why, body, kept.command, kept.kind, kept.key))
