"""Who has to do a required course, until when, and when it is time to warn. Knows no database and no clock."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ledger.events import CourseRequired, EmployeeJoined, EmployeeLeft
from ledger.events.obligations import OVERDUE
from ledger.models.awards import Awards
from ledger.models.career import Career
from ledger.models.organisation import Branches
from ledger.periods import begin_of, end_of


def last_day(
    required: CourseRequired, career: Career, branches: Branches, now: datetime, zone: ZoneInfo
) -> date | None:
    """Give a person's last day for a course, or None for who does not have to do it.

    The audience is looked at now, and once the last day is over, at its end: who came into a branch after that owes
    nothing there, and who left the branch still owes.
    """
    joined = _joined(career, now)
    if joined is None or now < required.effective_at:
        return None
    day = _due(required, joined, zone)
    if day is None or not _meant(required, career, branches, min(now, end_of(day, zone) - timedelta(microseconds=1))):
        return None
    return day


def done_at(required: CourseRequired, awards: Awards, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Give when the course was done: the first award that is worth something and was not taken back."""
    since = required.counts_from and begin_of(date.fromisoformat(required.counts_from), zone)
    done = [award.effective_at for award in awards.by_activity.values() if award.credits > 0]
    return min((moment for moment in done if moment <= now and (not since or moment >= since)), default=None)


def stage_of(due: date, today: date, days_before: Iterable[int]) -> str | None:
    """Name the newest stage that is reached; those before it are no news any more."""
    left = (due - today).days
    if left < 0:
        return OVERDUE
    return next((str(days) for days in sorted(days_before) if left <= days), None)


def further(stage: str, than: str) -> bool:
    """Whether a stage comes after another."""
    return _nearness(stage) < _nearness(than)


def _joined(career: Career, now: datetime) -> datetime | None:
    """Give the beginning of a person's present time in the company."""
    joined: datetime | None = None
    for step in career.dated:
        if step.effective_at > now:
            break
        match step:
            case EmployeeJoined():
                joined = joined or step.effective_at
            case EmployeeLeft():
                joined = None
    return joined


def _due(required: CourseRequired, joined: datetime, zone: ZoneInfo) -> date | None:
    """Give the later of the day that is named and the days after joining; each is for who joined in time for it."""
    days: list[date] = []
    if required.until is not None and joined < end_of(date.fromisoformat(required.until), zone):
        days.append(date.fromisoformat(required.until))
    if required.within_days is not None and (required.until is not None or joined >= required.effective_at):
        days.append(joined.astimezone(zone).date() + timedelta(days=required.within_days))
    return max(days, default=None)


def _meant(required: CourseRequired, career: Career, branches: Branches, moment: datetime) -> bool:
    place = career.at(moment)
    return (
        place is not None
        and required.employee in (None, career.employee)
        and required.position in (None, place.position)
        and required.level in (None, place.level)
        and (required.branch is None or required.branch in branches.path(place.branch, moment))
    )


def _nearness(stage: str) -> int:
    return -1 if stage == OVERDUE else int(stage)
