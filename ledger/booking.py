"""In which period a fact counts: nothing new is told of a closed one, and what a correction moves is booked later.

Every decision's facts come through here, so that no door can be forgotten.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ledger import events as e
from ledger.events import Event
from ledger.models.books import Books, Shut
from ledger.recording import Past
from ledger.refusals import periods as no

# What nobody had told before, dated when it happened.
NEWS = frozenset(
    (
        *(e.CheckedIn, e.CheckedOut, e.PresenceImported, e.SessionClosed),
        *(e.RecordingPlayed, e.CompletionRecorded, e.StatementReceived),
        *(e.EmployeeJoined, e.EmployeeMoved, e.PositionAssigned, e.EmployeeLeft, e.AbsenceRecorded),
        *(e.BranchOpened, e.BranchMoved, e.BranchClosed, e.CourseRequired),
    )
)
# What puts right what was told, dated when that happened.
CORRECTIONS = frozenset(
    (e.AttendanceCorrected, e.AttendanceVoided, e.CompletionVoided, e.SessionVoided, e.CourseRevalued)
)
# Credits that follow from news or from a correction.
MOVES = frozenset((e.CreditsAwarded, e.CreditsReversed))
What = Literal["news", "corrections"]
DATED = NEWS | CORRECTIONS | MOVES


def booked(past: Past, facts: Sequence[Event]) -> Sequence[Event]:
    """Refuse what is told too late, and say of credits where they count if their own period is closed."""
    if DATED.isdisjoint(map(type, facts)):
        return facts
    books = past.read(Books())
    if books.until is None or min(fact.effective_at for fact in facts) >= books.until:
        return facts
    for fact in facts:
        if isinstance(fact, e.StatementReceived) and fact.meaning == "voided":
            continue  # What it withdraws is the correction.
        if type(fact) in NEWS:
            refuse_shut(past, fact.effective_at, "news")
        elif type(fact) in CORRECTIONS:
            refuse_shut(past, fact.effective_at, "corrections")
    return [_moved(books, fact) for fact in facts]


def refuse_shut(past: Past, moment: datetime, what: What) -> None:
    """Refuse news of a closed period, and of one that is being closed what the policy has wait."""
    books = past.read(Books())
    shut = books.at(moment)
    if shut is not None and not (shut.closed and what == "corrections"):
        _refuse(past, books, shut, what)


def refuse_closed(past: Past, period: str) -> None:
    """Refuse to change what is owed for a closed period, and for one that is being closed if corrections wait."""
    books = past.read(Books())
    shut = books.of(period)
    if shut is not None:
        _refuse(past, books, shut, "corrections")


def _refuse(past: Past, books: Books, shut: Shut, what: What) -> None:
    if shut.closed:
        raise no.PeriodSealed(period=shut.name, open=books.open)
    if getattr(past.policy.closing, what) == "refused":
        raise no.PeriodClosing(period=shut.name)


def _moved(books: Books, fact: Event) -> Event:
    if not isinstance(fact, e.CreditsAwarded | e.CreditsReversed):
        return fact
    shut = books.at(fact.effective_at)
    return fact.model_copy(update={"booked": books.open}) if shut is not None and shut.closed else fact
