"""What a row asks the ledger for: one command, made from the row's own words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from hashlib import sha256
from typing import Any, Literal

from api.imports.naming import Directory
from api.imports.reading import Reading
from api.imports.reasons import TIME_OUT_OF_RANGE, Refused
from api.imports.rows import AdjustmentRow, AttendanceRow, ResultRow, StatementRow
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.import_presence import ImportPresence
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.decisions.receive_statement import Meaning, ReceiveStatement
from ledger.decisions.record_completion import RecordCompletion
from ledger.recording import Command

Kind = Literal["attendance", "xapi", "results", "adjustments"]
Row = AttendanceRow | StatementRow | ResultRow | AdjustmentRow
# Each kind of file has rows of its own.
Asking = Callable[[Any], Command]

ADL = "http://adlnet.gov/expapi/verbs/"
CMI5 = "https://w3id.org/xapi/adl/verbs/"
# What earns or takes back; every other verb is kept as evidence.
MEANINGS: dict[str, Meaning] = {
    f"{ADL}completed": "completed",
    f"{ADL}passed": "passed",
    f"{ADL}failed": "failed",
    f"{ADL}attended": "attended",
    f"{CMI5}satisfied": "satisfied",
    f"{ADL}voided": "voided",
}
TEN_THOUSANDTH = Decimal("0.0001")
HUNDRED = Decimal(100)


def within(reading: Reading[AttendanceRow], session: str | None) -> Reading[AttendanceRow]:
    """Put the session that a whole file is about into each row that names none: it is part of the row's key."""
    if session is None:
        return reading
    rows = (
        replace(row, session=session) if isinstance(row, AttendanceRow) and row.session is None else row
        for row in reading
    )
    return replace(reading, rows=rows)


@dataclass(frozen=True, slots=True)
class AttendanceAsking:
    """Presence in the session that a row names."""

    directory: Directory
    layout: str

    def __call__(self, row: AttendanceRow) -> Command:
        """Ask for a stay, or for the one door that a single punch went through."""
        person = self.directory.person(row.person_kind, row.person)
        session = row.session or ""
        if row.joined_at and row.left_at is None and row.minutes is None:
            return CheckIn(
                session=session, employee=person, method="import", at=row.joined_at, device=row.device, place=row.place
            )
        if row.left_at and row.joined_at is None and row.minutes is None:
            return CheckOut(
                session=session, employee=person, method="import", at=row.left_at, device=row.device, place=row.place
            )
        return ImportPresence(
            session=session,
            employee=person,
            joined_at=row.joined_at,
            left_at=row.left_at,
            minutes=row.minutes if row.joined_at is None or row.left_at is None else None,
            source=self.layout,
            manual=row.manual,
            evidence_digest=sha256(row.raw.encode()).hexdigest(),
            raw=row.raw,
        )


@dataclass(frozen=True, slots=True)
class StatementAsking:
    """A statement as evidence, and what it earns."""

    directory: Directory

    def __call__(self, row: StatementRow) -> Command:
        """Ask for the statement to be received under its own name."""
        meaning = MEANINGS.get(row.verb, "evidence")
        # Moodle says `attended` of a partial attendance too, with completion false; that is no completion.
        if meaning in ("completed", "attended") and row.completion is False:
            meaning = "evidence"
        # Who completes a person learns nothing, and that person's address has no place among the courses.
        about_a_person = row.object_type in ("Agent", "Group")
        if about_a_person and meaning != "voided":
            meaning = "evidence"
        facts: dict[str, object] = {}
        if meaning not in ("evidence", "voided"):
            seconds = row.watched_seconds if row.watched_seconds is not None else row.duration_seconds
            share = row.watched_share
            facts = {
                "watched_share": None if share is None else min(share, Decimal(1)).quantize(TEN_THOUSANDTH, ROUND_DOWN),
                "minutes": None if seconds is None else int(seconds // 60),
                "score": None
                if row.scaled is None
                else max(row.scaled * HUNDRED, Decimal(0)).quantize(Decimal("0.01")),
                "passed": row.success,
            }
        return ReceiveStatement.model_validate(
            {
                "employee": self.directory.actor(row.actor, row.account_name),
                "course": row.object_type.lower() if about_a_person else row.object_id,
                "statement": row.statement_id or row.key.removeprefix("statement:"),
                "verb": row.verb,
                "meaning": meaning,
                "at": row.timestamp,
                "target": row.voided_id,
                "evidence_digest": sha256(row.raw.encode()).hexdigest(),
                "raw": row.raw,
                **facts,
            }
        )


@dataclass(frozen=True, slots=True)
class ResultAsking:
    """An assessment's result: the assessment is what was learnt."""

    pass_mark: Decimal | None = None
    # The date of day 0, for files whose days are counted from the start of a course.
    day_zero: date | None = None
    # Without one every person's id stands for itself.
    directory: Directory | None = None

    def __call__(self, row: ResultRow) -> Command:
        """Ask for a completion; who failed is recorded too and earns nothing."""
        employee = row.person if self.directory is None else self.directory.person("id", row.person)
        return RecordCompletion(
            employee=employee,
            course=row.assessment,
            completion=f"{row.assessment}:{employee}:{row.submitted}",
            source="results",
            at=self._at(row.submitted),
            score=row.score,
            banked=row.banked,
            pass_mark=self.pass_mark,
        )

    def _at(self, submitted: str) -> datetime | None:
        if "-" in submitted[1:]:
            return datetime.combine(date.fromisoformat(submitted), time(), UTC)
        if self.day_zero is None:
            return None  # unknown: it counts from when it is recorded
        try:
            return datetime.combine(self.day_zero + timedelta(days=int(submitted)), time(), UTC)
        except OverflowError as error:
            raise Refused(TIME_OUT_OF_RANGE) from error


@dataclass(frozen=True, slots=True)
class AdjustmentAsking:
    """A correction that somebody proposes; the row is its proof."""

    directory: Directory

    def __call__(self, row: AdjustmentRow) -> Command:
        """Ask for a proposal in the file's batch."""
        return ProposeAdjustment.model_validate(
            {
                "employee": self.directory.person("id", row.person),
                "kind": row.kind,
                "points": row.points,
                "because": row.because,
                "note": row.note,
                "reference": row.reference or None,
                "proof": row.raw,
                "batch": row.batch,
            }
        )
