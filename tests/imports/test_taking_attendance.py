"""Attendance exports into verified minutes: joined, left and joined again, united and paid at the close."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from api.imports.runs import Counts, quarantined
from imports.conftest import Write
from imports.recording import attended
from ledger.decisions.close_session import CloseSession
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.schedule_session import ScheduleSession
from ledger.events import AttendanceVerified
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.writing import Ledger

DESK = Caller("desk", operator=True)
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine o'clock in Shanghai
ZOOM = """Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Lin,Lin@example.com,03/02/2026 08:55:00 AM,03/02/2026 09:30:00 AM,35,No
Lin,Lin@example.com,03/02/2026 09:20:00 AM,03/02/2026 10:00:00 AM,40,No
Wu,wu@example.com,03/02/2026 09:30:00 AM,03/02/2026 10:30:00 AM,60,No
Guest,,03/02/2026 09:30:00 AM,03/02/2026 10:30:00 AM,60,Yes
"""


@pytest.fixture
def school(ledger_database: str) -> str:
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        for employee in ("lin", "wu"):
            connection.execute(
                "insert into office.people (employee, name, name_key, email) values (%s, %s, %s, %s)",
                [employee, employee, employee, f"{employee}@example.com"],
            )
    ledger = Ledger(PostgresLog.open(ledger_database))
    course = ListCourse(course="FIRE", title="Fire", credits="3.00", minutes=90)
    ledger.record(course, DESK)
    for session in ("S-1", "S-2"):
        ends_at = NINE + timedelta(minutes=90)
        ledger.record(
            ScheduleSession(session=session, course="FIRE", branch="CD", starts_at=NINE, ends_at=ends_at), DESK
        )
        for employee in ("lin", "wu"):
            ledger.record(EnrolLearner(session=session, employee=employee), DESK)
        ledger.record(OpenSession(session=session), DESK)
    ledger.close()
    return ledger_database


def minutes_at_the_close(database: str, session: str) -> dict[str, int]:
    ledger = Ledger(PostgresLog.open(database))
    closed = ledger.record(CloseSession(session=session), DESK)
    ledger.close()
    return {fact.employee: fact.minutes for fact in closed.events if isinstance(fact, AttendanceVerified)}


def test_visits_are_united_and_clipped_and_an_unknown_guest_waits_in_quarantine(school: str, write: Write) -> None:
    file = write(ZOOM, "zoom.csv")
    assert attended(school, file, "S-1") == Counts(4, 3, 0, 0, 0, 1)
    assert attended(school, file, "S-1") == Counts(4, 0, 0, 0, 3, 1)
    with psycopg.connect(school) as connection:
        assert [(row.line, row.code) for row in quarantined(connection)] == [(5, "PERSON_UNKNOWN")]
    assert minutes_at_the_close(school, "S-1") == {"lin": 60, "wu": 60}


def test_the_same_export_may_be_about_another_session_too(school: str, write: Write) -> None:
    united = "Name (Original Name),User Email,Total Duration (Minutes),Guest\nLin,lin@example.com,75,No\n"
    file = write(united, "unique.csv")
    assert attended(school, file, "S-1").recorded == 1
    assert attended(school, file, "S-2").recorded == 1
    assert minutes_at_the_close(school, "S-2") == {"lin": 75, "wu": 0}


def test_after_the_close_a_row_waits_for_a_correction(school: str, write: Write) -> None:
    minutes_at_the_close(school, "S-1")
    assert attended(school, write(ZOOM, "zoom.csv"), "S-1").quarantined == 4
    with psycopg.connect(school) as connection:
        assert {row.code for row in quarantined(connection)} == {"SESSION_OVER", "PERSON_UNKNOWN"}
