"""A ledger with an office, sealed, copied and backed up by hand; and what is the same in two of them."""

import shutil
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from cli.program import Ran, environment, merit
from signing import KEY as WRITING
from signing import WRITER
from views.history import History

from ledger.log.log import Batch, Request
from ledger.log.postgres import PostgresLog
from ledger.log.stored import encode
from projections.audit import signed, signing_key
from projections.audit.copying.copier import Copier
from projections.audit.copying.places import Folder
from projections.audit.sealer import Sealer
from projections.audit.store import TileStore
from projections.audit.tlog.keys import SignerKey

NAME = "example.com/merit"
A_REQUEST = 20  # facts
TABLES = """select format('%I.%I', schemaname, tablename) from pg_tables
    where schemaname in ('ledger', 'office') and tablename <> 'bookmarks' order by 1"""
OFFICE = """
insert into office.people values ('E-1', '林', 'lin', 'lin@example.com');
insert into office.identities values ('email', 'lin@example.com', 'E-1');
insert into office.tokens (id, name, roles, hash) values ('t', 'gate', '{operator}', sha256('x'));
insert into office.evidence values ('d', '{"raw": "说"}');
"""


class Ledger:
    """Where it is, and who signs."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.tiles = url, folder, folder / "tiles"
        self.copy_folder, self.key_file = folder / "copy", folder / "key" / "seal-key"
        self.key: SignerKey = signing_key.create(self.key_file, NAME)
        self._facts = History(7).facts()
        with psycopg.connect(url, autocommit=True) as office:
            office.execute(OFFICE)

    def record(self, count: int) -> None:
        """Append so many facts of a company, twenty to a request."""
        log = PostgresLog.open(self.url, writer=WRITER)
        try:
            while some := list(islice(self._facts, min(count, A_REQUEST))):
                head, count = log.head(), count - len(some)
                request = Request("till", f"r-{head}", b"d" * 32, reason="WHY")
                log.record(Batch(head, (), [encode(fact, 1) for fact in some], [request]))
        finally:
            log.close()

    def seal(self, until: int | None = None) -> bytes:
        """Sign what is there, or the beginning of it; give the checkpoint."""
        with signed.connected(self.url) as connection:
            sealer = Sealer(connection, TileStore(self.tiles), self.key, writers=[WRITING.verifier])
            sealer.seal(until or signed.durable_head(connection))
        return TileStore(self.tiles).note() or b""

    def copy(self) -> Path:
        """Bring the second copy to the last checkpoint."""
        self.copy_folder.mkdir(exist_ok=True)
        with signed.connected(self.url) as connection:
            Copier(connection, TileStore(self.tiles), Folder(self.copy_folder)).copy()
        return self.copy_folder

    def grow(self, count: int) -> bytes:
        """Record and seal."""
        self.record(count)
        return self.seal()

    def kept(self, note: bytes, name: str = "kept") -> str:
        """Keep a checkpoint, as somebody else does."""
        (self.folder / name).write_bytes(note)
        return str(self.folder / name)

    @property
    def places(self) -> dict[str, str]:
        """The settings of its processes."""
        return {"LEDGER_TILES": str(self.tiles), "LEDGER_SEAL_KEY": str(self.key_file)}

    def back_up(self, name: str = "backup", *more: str) -> Path:
        """Back it up, which must succeed."""
        ran = merit("backup", str(self.folder / name), *more, url=self.url, **self.places)
        assert ran.returncode == 0, ran.stderr
        return self.folder / name

    def tamper(self, *statements: str) -> None:
        """Do as a superuser, triggers off, what no role of the program may."""
        with psycopg.connect(self.url, options="-c session_replication_role=replica") as superuser:
            for statement in statements:
                superuser.execute(statement.encode())


class Empty:
    """A database and a folder to put a ledger back into."""

    def __init__(self, url: str, folder: Path, ledger: Ledger) -> None:
        self.url, self.tiles, self.ledger = url, folder / "tiles-again", ledger

    @property
    def places(self) -> dict[str, str]:
        return {**self.ledger.places, "LEDGER_TILES": str(self.tiles)}

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.url, **self.places)

    def words(self, how: str, source: Path, *more: str) -> list[str]:
        key = [] if {"--key", "--policy"} & set(more) else ["--key", str(self.ledger.key.verifier)]
        return [how, str(source), *key, *more]

    def clear(self) -> None:
        """Make it empty again."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute("drop schema if exists ledger, office, merit cascade")
        shutil.rmtree(self.tiles)

    def restore(self, backup: Path, *more: str) -> Ran:
        return merit(*self.words("restore", backup, *more), url=self.url, **self.places)

    def rebuild(self, copy: Path, *more: str) -> Ran:
        return merit(*self.words("rebuild-from-copy", copy, *more), url=self.url, **self.places)


def rows(url: str) -> dict[str, list[Any]]:
    """Give every row of the log and of the office, as text."""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(TABLES).fetchall()]
        return {name: _texts(connection, f"select t::text from {name} t order by 1") for name in names}  # noqa: S608


def log(url: str) -> dict[str, list[Any]]:
    """Give the rows that a copy has: the name of an append, a row of no actor, helps only whoever waits for it."""
    found = rows(url)
    named = [row for row in found["ledger.requests"] if not row.startswith('("",')]
    return {"facts": found["ledger.events"], "tags": found["ledger.event_tags"], "answers": named}


def facts(url: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return _texts(connection, "select e::text from ledger.events e order by position")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _texts(connection: psycopg.Connection, question: str) -> list[Any]:
    return [text for (text,) in connection.execute(question.encode()).fetchall()]
