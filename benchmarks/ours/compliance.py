"""How people stand in their credits over a year: derived, simulated under a draft, closed, and asked about."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from time import perf_counter

import psycopg

from api import closing as closings
from api import garbage
from api.simulation import Simulation
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import BEGAN_AT, READER, append, counted, employee, opened
from benchmarks.ours.history import PEOPLE, fill, length
from ledger.decisions.begin_closing import BeginClosing
from ledger.decisions.close_period import ClosePeriod
from ledger.decisions.draft_policy import DraftPolicy
from ledger.events import BranchOpened, CreditsAwarded, EmployeeJoined, Event
from ledger.log.migrate import migrate
from ledger.recording import Caller, utc_now
from projections.audit import periods
from projections.compliance import questions, view
from projections.compliance.explaining import explain
from projections.compliance.sources import NOW
from projections.connecting import connected
from projections.connecting import opened as office_of
from projections.follow import catch_up
from projections.rebuild import rebuild

PERIOD, DRAFT = "2025", "company-1"
# What an activity is worth changes for everybody, so all of them are counted again.
STRICTER = "attendance:\n  minimum_share: 0.95\n"
STANDING = "select count(*) from view_compliance.standings where period = '2025'"
BRANCHES, COURSES, AWARDS_EACH = 50, 20, 8


@dataclass(frozen=True)
class Recomputing:
    """Everybody's standing from nothing, as `merit rebuild compliance` does it."""

    people: int
    name: str = "Merit, recomputing compliance"

    def setup(self, database: str, scale: float) -> None:
        """Give people a year."""
        _lived(database, self.people, scale)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Rebuild; somebody who is missing is an error."""
        assert callers == 1, "a view is rebuilt by one process"
        people = _rounded(self.people, effort.scale)
        garbage.search_seldom()
        with connected(database) as connection:
            began = perf_counter()
            rebuild(connection, view)
            took = perf_counter() - began
        return _result(people, took, abs(counted(database, STANDING) - people))


@dataclass(frozen=True)
class Simulating:
    """A draft that counts all attendance again, over the whole year."""

    people: int
    name: str = "Merit, simulating a policy"

    def setup(self, database: str, scale: float) -> None:
        """Give people a year, and somebody an idea."""
        _lived(database, self.people, scale)
        with closing(opened(database)) as ledger:
            ledger.record(DraftPolicy(document=STRICTER), Caller("desk", on_behalf_of="author", operator=True))
        with connected(database) as connection:
            catch_up(connection, [view])

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Simulate; somebody who is missing is an error."""
        assert callers == 1, "one person has the idea"
        people = _rounded(self.people, effort.scale)
        with closing(opened(database)) as ledger, psycopg.connect(database, options=READER) as reader:
            began = perf_counter()
            found = sum(1 for _ in Simulation(ledger.log, reader, DRAFT, PERIOD).people())
            took = perf_counter() - began
        return _result(people, took, abs(found - people))


@dataclass(frozen=True)
class ClosingYear:
    """A year from the second person's word to the seal and what goes on into the next."""

    people: int
    name: str = "Merit, closing a year"

    def setup(self, database: str, scale: float) -> None:
        """Give people a year, and let one person begin."""
        _lived(database, self.people, scale)
        with closing(opened(database)) as ledger:
            ledger.record(BeginClosing(period=PERIOD, because="YEAR_END"), Caller("desk", on_behalf_of="first"))
        with connected(database) as connection:
            catch_up(connection, closings.VIEWS)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Close and seal; somebody who is not under the seal is an error."""
        assert callers == 1, "a year is closed once"
        people = _rounded(self.people, effort.scale)
        with (
            closing(opened(database)) as ledger,
            office_of(database, "bench", periods.SETTINGS) as office,
            connected(database) as reader,
        ):
            began = perf_counter()
            ledger.record(ClosePeriod(period=PERIOD), Caller("desk", on_behalf_of="second"))
            catch_up(reader, closings.VIEWS)
            sealed = closings.seal(ledger, office, reader, PERIOD)
            took = perf_counter() - began
        return _result(people, took, abs(sealed.people - people))


@dataclass(frozen=True)
class Asking:
    """Questions about a year in a large company, one after the other: a branch's page, or why a person stands so."""

    people: int
    why: bool

    @property
    def name(self) -> str:
        """Say which question."""
        return "Merit, explaining a person's credits" if self.why else "Merit, a page of a branch"

    def setup(self, database: str, scale: float) -> None:
        """Give people credits, and let the view follow."""
        migrate(database)
        append(database, _awarded(round(self.people * scale)))
        with connected(database) as connection:
            catch_up(connection, [view])

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Ask; an answer about nobody is an error."""
        assert callers == 1, "one person asks"
        latencies: list[float] = []
        chance, errors = Random(1), 0
        garbage.search_seldom()
        with psycopg.connect(database, options=READER) as reader:
            until = perf_counter() + effort.seconds
            while perf_counter() < until:
                number = chance.randrange(round(self.people * effort.scale))
                began = perf_counter()
                with reader.transaction():
                    errors += not (_explained(reader, number) if self.why else _page(reader, number))
                latencies.append(perf_counter() - began)
        return result_of(latencies, effort.seconds, len(latencies), errors)


def _explained(reader: psycopg.Connection[tuple[object, ...]], number: int) -> bool:
    return explain(reader, employee(number), PERIOD, utc_now(), NOW).counted > 0


def _page(reader: psycopg.Connection[tuple[object, ...]], number: int) -> bool:
    return bool(questions.people(reader, now=utc_now(), period=PERIOD, branch=f"B{number % BRANCHES}"))


def _lived(database: str, people: int, scale: float) -> None:
    migrate(database)
    fill(database, _rounded(people, scale) // PEOPLE * length())


def _rounded(people: int, scale: float) -> int:
    """Whole companies of the history only."""
    return max(1, round(people * scale / PEOPLE)) * PEOPLE


def _result(people: int, took: float, errors: int) -> Result:
    return Result(rate_per_second=people / took, p50_ms=took * 1_000, p99_ms=took * 1_000, errors=errors)


def _awarded(people: int) -> Iterator[Event]:
    yield BranchOpened(branch="ALL", parent=None, name="All", effective_at=BEGAN_AT)
    for number in range(BRANCHES):
        yield BranchOpened(branch=f"B{number}", parent="ALL", name="Branch", effective_at=BEGAN_AT)
    for number in range(people):
        who = employee(number)
        yield EmployeeJoined(employee=who, branch=f"B{number % BRANCHES}", effective_at=BEGAN_AT)
        for award in range(AWARDS_EACH):
            two, at = Decimal(2), BEGAN_AT + timedelta(days=40 * award)
            course, done = f"C{(number + award) % COURSES}", f"session:S-{award}-{number % 100}"
            yield CreditsAwarded(employee=who, course=course, activity=done, credits=two, worth=two, effective_at=at)
