"""The growth file: all that a person was, owed, learnt and was honoured for, as of both clocks."""

from datetime import UTC, datetime
from typing import Any

from msgspec import Struct, json, structs
from psycopg import Connection

from projections import bookmarks
from projections.compliance import deadlines, sources
from projections.compliance.sources import NOW, AsOf
from projections.documents import origin
from projections.documents.origin import Checkpoint
from projections.growth import certificates, honours
from projections.growth.career import Tenure, tenures
from projections.growth.certificates import Certificate
from projections.growth.curve import Month, curve
from projections.growth.honours import Honoured
from projections.growth.periods import PeriodStanding, rested, since_joining, stood
from projections.growth.transcript import TranscriptLine, transcript

# The question about duties names the table of warnings too.
VIEWS = ("compliance", "obligations", "warnings", "courses")


class GrowthFile(Struct, frozen=True):
    """A person's growth, of every period since joining."""

    employee: str
    name: str | None
    as_of: datetime | None
    recorded_as_of: datetime | None
    made_at: datetime
    position: int
    checkpoint: Checkpoint | None
    career: list[Tenure]
    periods: list[PeriodStanding]
    transcript: list[TranscriptLine]
    curve: list[Month]
    certificates: list[Certificate]
    honours: list[Honoured]

    def __bytes__(self) -> bytes:
        """Write it as JSON."""
        return json.encode({**structs.asdict(self), "honours": [one._asdict() for one in self.honours]})


def growth(connection: Connection[Any], employee: str, now: datetime, when: AsOf = NOW) -> GrowthFile:
    """Put the file together; who was never here has an empty one."""
    moment = when.as_of or now
    with sources.of_view(connection):
        company = sources.company(connection, when)
        (person,) = sources.people(connection, company, [employee], when)
        years = since_joining(person, company, moment)
        lived = [rested(connection, company, person, year, when) for year in years]
        required = [deadlines.of_person(connection, employee, year, now, when) for year in years]
        periods = [stood(*one, company.day(moment)) for one in zip(lived, required, strict=True)]
        learnt = transcript(connection, lived)
        titles = [
            title
            for year, period in zip(years, periods, strict=True)
            if period.branch
            for title in honours.of_person(connection, company, employee, period.branch, year, now, when)
        ]
    here = bookmarks.read(connection, "live")
    return GrowthFile(
        employee=employee,
        name=origin.names_of(connection, [employee]).get(employee),
        as_of=when.as_of,
        recorded_as_of=when.recorded_as_of,
        made_at=datetime.now(UTC),
        position=min(here[view].position for view in VIEWS),
        checkpoint=origin.checkpoint(connection),
        career=[*tenures(person.life)],
        periods=periods,
        transcript=learnt,
        curve=[month for one, period in zip(lived, periods, strict=True) for month in curve(one.stands, period.day)],
        certificates=certificates.earned(learnt, [one for period in periods for one in period.deadlines]),
        honours=titles,
    )
