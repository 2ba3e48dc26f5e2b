"""What a layout is: how it is known by its head, and how its lines become attendance."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from api.imports.delimited import Line
from api.imports.headings import Columns, cell
from api.imports.moments import Times
from api.imports.reasons import LEFT_BEFORE_JOINED, PERSON_MISSING, TIME_MISSING, TOO_MANY_ROWS, Refused
from api.imports.rows import AttendanceRow, PersonKind, Rejected

Lines = Iterator[Line | Rejected]
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Found:
    """A header that was recognised, and what stood above it."""

    last_line: int
    columns: Columns
    local_times: bool
    session: str | None = None

    def cell(self, cells: Sequence[str], name: str) -> str:
        """Read one cell by its column's name."""
        return cell(cells, self.columns, name)


@dataclass(frozen=True, slots=True)
class Layout:
    """One system's export."""

    name: str
    recognise: Callable[[Sequence[Line]], Found | None]
    rows: Callable[[Found, Lines, Times], Iterator[AttendanceRow | Rejected]]


@dataclass(slots=True)
class Presence:
    """A row as far as it has been read; what a layout does not tell stays out."""

    line: Line
    person: str
    person_kind: PersonKind
    session: str | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None
    device: str = ""
    place: str = ""
    manual: bool = False

    def row(self) -> AttendanceRow:
        """Check what every layout's row must satisfy."""
        if not self.person:
            raise Refused(PERSON_MISSING)
        if self.joined_at is None and self.left_at is None and self.minutes is None:
            raise Refused(TIME_MISSING)
        if self.joined_at is not None and self.left_at is not None and self.left_at < self.joined_at:
            raise Refused(LEFT_BEFORE_JOINED)
        return AttendanceRow(
            line=self.line[0],
            person=self.person,
            person_kind=self.person_kind,
            session=self.session or None,
            joined_at=self.joined_at,
            left_at=self.left_at,
            minutes=self.minutes,
            device=self.device or None,
            place=self.place or None,
            manual=self.manual,
            raw=self.line[2],
        )


def each(lines: Lines, after: int, read: Callable[[Line], AttendanceRow]) -> Iterator[AttendanceRow | Rejected]:
    """Read every line below the header, turning a refusal into a rejected row."""
    for line in below(lines, after):
        yield line if isinstance(line, Rejected) else attempted(line, read)


def below(lines: Lines, after: int) -> Lines:
    """Pass over the header and what stands above it."""
    return (line for line in lines if (line.line if isinstance(line, Rejected) else line[0]) > after)


def held(lines: Lines, at_most: int) -> list[Line | Rejected]:
    """Hold all lines of a layout whose rows can only be told apart at the end of the file."""
    everything = list(islice(lines, at_most + 1))
    if len(everything) > at_most:
        raise TOO_MANY_ROWS.unreadable()
    return everything


def attempted(line: Line, read: Callable[[Line], Read]) -> Read | Rejected:
    """Read one line, turning a refusal into a rejected row."""
    try:
        return read(line)
    except Refused as refused:
        return refused.reason.reject(line[0], line[2])


def email_or_name(email: str, name: str) -> tuple[str, PersonKind]:
    """Prefer an address to a name: two people may share a name."""
    return (email, "email") if "@" in email else (name, "name")
