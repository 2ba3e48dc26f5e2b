"""In which period a fact counts: nothing new is told of a closed one, and what a correction moves is booked later.

Every decision's facts come through here, so that no door can be forgotten.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ledger import events as e
from ledger.events import Event
from ledger.models.books import Books
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


def refuse_shut(past: Past, moment: datetime, what: Literal["news", "corrections"]) -> None:
    """Refuse news of a closed period, and of one that is being closed what the policy has wait."""
    books = past.read(Books())
    shut = books.at(moment)
    if shut is None:
        return
    if shut.closed:
        if what == "news":
            raise no.PeriodSealed(period=shut.name, open=books.open_after(shut.name))
    elif getattr(past.policy.closing, what) == "refused":
        raise no.PeriodClosing(period=shut.name)


def refuse_closed(past: Past, period: str) -> None:
    """Refuse to change what is owed for a period that is closed, or, where the policy has it wait, being closed."""
    books = past.read(Books())
    if books.is_closed(period):
        raise no.PeriodSealed(period=period, open=books.open_after(period))
    if period in books.shut and past.policy.closing.corrections == "refused":
        raise no.PeriodClosing(period=period)


def _moved(books: Books, fact: Event) -> Event:
    if not isinstance(fact, e.CreditsAwarded | e.CreditsReversed):
        return fact
    shut = books.at(fact.effective_at)
    if shut is None or not shut.closed:
        return fact
    return fact.model_copy(update={"booked": books.open_after(shut.name)})
