"""What every document says of itself: as of when it is true, and what it was made from."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct
from psycopg import Connection

from ledger.policy import DEFAULT_POLICY
from projections.documents.language import Language, label

NAMES = "select employee, name from office.people where employee = any(%s)"
CHECKPOINT = """
select split_part(note, E'\\n', 1) as log, size, encode(root, 'hex') as root
  from ledger.checkpoints order by number desc limit 1
"""
HEADINGS = {
    "as_of": "截至发生 As it had happened by",
    "recorded_as_of": "截至记录 As it was known by",
    "made_at": "编制时间 Made at",
    "position": "日志位置 Made from the log up to",
    "checkpoint": "已封存 Sealed: log, facts, root",
}
UNSEALED = "尚无封存 nothing yet"


class Checkpoint(Struct, frozen=True):
    """What is signed of the log."""

    log: str
    size: int
    root: str


class Made(Protocol):
    """What a document was made from."""

    @property
    def as_of(self) -> datetime | None:
        """What had happened by then."""

    @property
    def recorded_as_of(self) -> datetime | None:
        """What was known by then."""

    @property
    def made_at(self) -> datetime:
        """When it was made."""

    @property
    def position(self) -> int:
        """How far the log had come."""

    @property
    def checkpoint(self) -> Checkpoint | None:
        """What was signed of it."""


def names_of(connection: Connection[Any], employees: Sequence[str]) -> dict[str, str]:
    """Give people's names, which are no part of the log."""
    return dict(connection.execute(NAMES, [list(employees)]).fetchall())


def checkpoint(connection: Connection[Any]) -> Checkpoint | None:
    """Give what was signed last."""
    found = connection.execute(CHECKPOINT).fetchone()
    return Checkpoint(*found) if found else None


def heading(made: Made, language: Language | None = None) -> Iterator[tuple[str, str]]:
    """Say what a document was made from."""
    sealed = made.checkpoint
    values = {
        "as_of": local(made.as_of),
        "recorded_as_of": local(made.recorded_as_of),
        "made_at": f"{local(made.made_at)} {DEFAULT_POLICY.zone}",
        "position": f"{made.position:,}",
        "checkpoint": f"{sealed.log}  {sealed.size:,}  {sealed.root}" if sealed else label(UNSEALED, language),
    }
    return ((label(HEADINGS[name], language), value) for name, value in values.items() if value)


def foot(about: str, made: Made) -> str:
    """Say on every page what it belongs to."""
    sealed = f"  {made.checkpoint.root}" if made.checkpoint else ""
    return f"{about}  #{made.position:,}{sealed}"


def local(moment: datetime | None) -> str | None:
    """Write a moment as the company's clocks show it."""
    return f"{moment.astimezone(DEFAULT_POLICY.time_zone):%Y-%m-%d %H:%M:%S}" if moment else None
