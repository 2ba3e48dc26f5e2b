"""What a reader hands over: good rows, rejected rows, and the one error for a whole file."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from api.imports.watched import watched_seconds, watched_share

PersonKind = Literal["id", "email", "name"]


class Unreadable(Exception):  # noqa: N818  (a reason, named as refusals are)
    """The file as a whole cannot be read."""

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.en = en
        self.zh = zh


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used, where it stands, and why."""

    line: int
    code: str
    en: str
    zh: str
    raw: str


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """Somebody was present for a while, or was seen once."""

    line: int
    person: str
    person_kind: PersonKind
    session: str | None
    joined_at: datetime | None
    left_at: datetime | None
    minutes: int | None
    device: str | None
    place: str | None
    manual: bool
    raw: str
    method: Literal["import"] = "import"

    @property
    def key(self) -> str:
        """Name this presence the same in every file, however the punch was later understood."""
        # A day's last punch becomes a middle one when somebody comes back: the instant stays, not its role.
        instants = sorted({moment.isoformat() for moment in (self.joined_at, self.left_at) if moment})
        stated = [] if instants else [str(self.minutes)]
        person = self.person.casefold() if self.person_kind == "email" else self.person
        return natural_key("attendance", self.person_kind, person, self.session or "", *instants, *stated)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One xAPI statement, reduced to what earns or takes back credit."""

    line: int
    statement_id: str | None
    actor: str
    account_name: str | None
    verb: str
    object_id: str
    object_type: str
    timestamp: datetime
    completion: bool | None
    success: bool | None
    scaled: Decimal | None
    duration_seconds: int | None
    segments: str | None
    length: Decimal | None
    voided_id: str | None
    event_name: str | None
    raw: str

    @property
    def watched_seconds(self) -> Decimal | None:
        """Unite the segments played; worked out when asked, since most statements are never asked."""
        return None if self.segments is None else watched_seconds(self.segments, self.length)

    @property
    def watched_share(self) -> Decimal | None:
        """Tell the share of the video that was played, where its length is known."""
        return None if self.segments is None else watched_share(self.segments, self.length)

    @property
    def key(self) -> str:
        """Name this statement by its id, or by what it says when its sender gave it none."""
        if self.statement_id is not None:
            return f"statement:{self.statement_id}"
        said = (self.actor, self.verb, self.object_id, self.timestamp.isoformat(), self.event_name or "")
        return natural_key("statement", *said)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The score one person reached in one assessment."""

    line: int
    assessment: str
    person: str
    submitted: str
    banked: bool
    score: Decimal
    raw: str

    @property
    def key(self) -> str:
        """Name this submission; a corrected score keeps the name, so that it cannot be paid a second time."""
        return natural_key("result", self.assessment, self.person, self.submitted)


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """A correction by hand, in a batch that is decided together."""

    line: int
    batch: str
    person: str
    kind: str
    points: str
    because: str
    note: str
    reference: str
    raw: str

    @property
    def key(self) -> str:
        """Name this row after its place: two rows that say the same are two corrections."""
        return natural_key("adjustment", self.batch, str(self.line))


def natural_key(kind: str, *parts: str) -> str:
    """Digest the parts; no part can hold the NUL between them, since readers reject it."""
    digest = sha256("\0".join(parts).encode()).hexdigest()
    return f"{kind}:{digest[:40]}"
