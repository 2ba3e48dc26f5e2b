"""What a branch report says, put together from how its people stand."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from psycopg import Connection

from ledger.vocabulary import NOTHING
from projections import bookmarks
from projections.compliance import deadlines, questions, sources
from projections.compliance.heat import Heat, heat
from projections.compliance.questions import Compliance
from projections.compliance.sources import NOW, AsOf
from projections.documents import origin
from projections.documents.origin import Checkpoint

# The question about duties names the table of warnings too.
VIEWS = ("compliance", "obligations", "warnings", "courses")
PEOPLE_MAX = 20_000
COURSES_MAX = 100_000
TITLES = "select course, title from view_courses.courses where course = any(%s)"


class TooManyPeople(Exception):  # noqa: N818 - an answer, not a bug
    """The branch has more people than one report shows."""


class PersonLine(NamedTuple):
    """How one person stands, and how many last days of required courses they missed."""

    employee: str
    branch: str | None
    position: str | None
    owed: Decimal
    earned: Decimal
    carried_in: Decimal
    counted: Decimal
    missing: Decimal
    expected: Decimal
    on_track: bool
    missed: int


class PartLine(NamedTuple):
    """Of a kind or category: how many people learnt some or need some, and what they have and miss together."""

    of: str
    people: int
    earned: Decimal
    counted: Decimal
    missing: Decimal


class BranchReport(NamedTuple):
    """A branch in a period: who misses most comes first, courses and weeks as they were learnt."""

    branch: str
    period: str
    day: date
    as_of: datetime | None
    recorded_as_of: datetime | None
    made_at: datetime
    position: int
    checkpoint: Checkpoint | None
    names: dict[str, str]
    people: list[PersonLine]
    parts: list[PartLine]
    courses: list[Heat]
    titles: dict[str, str]
    weeks: list[Heat]


def branch_report(
    connection: Connection[Any], branch: str, period: str | None, now: datetime, when: AsOf = NOW
) -> BranchReport | None:
    """Put the report together, or give None if nobody knows the branch. Raises `TooManyPeople`."""
    with sources.of_view(connection):
        company = sources.company(connection, when)
        year, day = questions.asked(company, period, when.as_of or now)
        known = branch in company.tree.nodes
    everybody = questions.everybody(connection, now=now, period=year.name, branch=branch, when=when)
    missed = deadlines.missed(connection, branch, year, now, when)
    parts: dict[str, PartLine] = {}
    people = [_line(one, parts, missed) for one in islice(everybody, PEOPLE_MAX + 1)]
    if len(people) > PEOPLE_MAX:
        raise TooManyPeople
    if not people and not known:
        return None
    asked: dict[str, Any] = {"now": now, "period": year.name, "branch": branch, "when": when, "people": people}
    courses = heat(connection, **asked, by="course", limit=COURSES_MAX)
    here = bookmarks.read(connection, "live")
    return BranchReport(
        branch=branch,
        period=year.name,
        day=day,
        as_of=when.as_of,
        recorded_as_of=when.recorded_as_of,
        made_at=datetime.now(UTC),
        position=min(here[view].position for view in VIEWS),
        checkpoint=origin.checkpoint(connection),
        names=origin.names_of(connection, [one.employee for one in people]),
        people=sorted(people, key=lambda one: (-one.missing, one.employee)),
        parts=sorted(parts.values()),
        courses=courses,
        titles=dict(connection.execute(TITLES, [[one.key for one in courses]]).fetchall()),
        weeks=heat(connection, **asked, by="week"),
    )


def _line(one: Compliance, parts: dict[str, PartLine], missed: Counter[str]) -> PersonLine:
    """Keep of a person what is shown, and add what they have of each kind and category."""
    _add(one.parts, parts)
    figures = (one.owed, one.earned, one.carried_in, one.counted, one.missing, one.expected, one.on_track)
    return PersonLine(one.employee, one.branch, one.position, *figures, missed[one.employee])


def _add(found: Iterable[Any], parts: dict[str, PartLine]) -> None:
    for part in found:
        before = parts.get(part["of"]) or PartLine(part["of"], 0, NOTHING, NOTHING, NOTHING)
        adds = (Decimal(part[name]) for name in ("earned", "counted", "missing"))
        sums = (sum_ + more for sum_, more in zip(before[2:], adds, strict=True))
        parts[part["of"]] = PartLine(part["of"], before.people + 1, *sums)
