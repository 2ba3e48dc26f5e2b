"""The run that warns: late, doubled, killed at every step, or with its clock put back, each stage is told once."""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from scheduled.scene import Office

from api.scheduled import warnings
from ledger import events as e
from ledger.log.stored import decode

TESTS = Path(__file__).parents[1]
FIRST = datetime(2026, 3, 1, 4, tzinfo=UTC)
LAST_DAY = "2026-03-31"
STAGES = ["30", "14", "7", "1", "overdue"]

VIEWS = [view.NAME for view in warnings.VIEWS]

Told = Counter[tuple[str, str, str]]


def required(people: int, done: int = 0) -> list[e.Event]:
    """Everybody has a course to do; the first of them have done it."""
    before = FIRST - timedelta(days=50)
    names = [f"e{number:03}" for number in range(people)]
    facts: list[e.Event] = [e.EmployeeJoined(effective_at=before, employee=name, branch="CD") for name in names]
    facts.append(e.CourseRequired(effective_at=before, obligation="O-1", course="FIRE-1", until=LAST_DAY))
    worth = {"credits": Decimal(2), "worth": Decimal(2)}
    return facts + [
        e.CreditsAwarded(effective_at=before, employee=name, course="FIRE-1", activity=f"completion:{name}", **worth)
        for name in names[:done]
    ]


def run(url: str, now: datetime, *, see: bool = True) -> warnings.Warned:
    with Office.open(url, lambda: now) as office:
        if see:
            office.follow(*VIEWS)
        return warnings.warn(office.ledger, office.reader, now)


def told(url: str) -> Told:
    with Office.open(url) as office:
        facts = [decode(fact) for fact in office.ledger.log.between(1, office.ledger.log.head())]
    return Counter((fact.employee, fact.due, fact.stage) for fact in facts if isinstance(fact, e.DeadlineWarningRaised))


def once(people: int, *stages: str, done: int = 0) -> Told:
    return Counter((f"e{number:03}", LAST_DAY, stage) for number in range(done, people) for stage in stages)


def test_daily_runs_tell_every_stage_once(office: Office) -> None:
    office.record(required(people=6, done=2))
    for day in range(34):
        run(office.url, FIRST + timedelta(days=day))
    assert told(office.url) == once(6, *STAGES, done=2)


def test_a_run_after_weeks_tells_the_newest_stage_and_no_burst(office: Office) -> None:
    office.record(required(people=4))
    assert run(office.url, FIRST + timedelta(days=24)) == (4, 0)
    assert run(office.url, FIRST + timedelta(days=24)) == (0, 0)
    assert run(office.url, FIRST + timedelta(days=17)) == (0, 0)  # the clock is put back: nobody is even asked about
    assert told(office.url) == once(4, "7")


def test_runs_in_any_order_and_with_clocks_put_back_tell_no_stage_twice(office: Office) -> None:
    office.record(required(people=4))
    dice = random.Random(3)
    day = 0.0
    while day < 33:
        run(office.url, FIRST + timedelta(days=day), see=dice.random() < 0.7)
        run(office.url, FIRST + timedelta(days=day - 1), see=dice.random() < 0.7)
        day += dice.uniform(0.2, 3)
    assert told(office.url) == once(4, *STAGES)


def test_a_view_that_is_behind_does_no_harm(office: Office) -> None:
    office.record(required(people=5))
    assert run(office.url, FIRST).raised == 5
    assert run(office.url, FIRST + timedelta(days=20)).raised == 5
    assert run(office.url, FIRST + timedelta(days=20), see=False) == (0, 5)
    assert run(office.url, FIRST + timedelta(days=20), see=False) == (0, 5)
    assert max(told(office.url).values()) == 1


def test_who_did_the_course_after_the_view_looked_is_not_warned(office: Office) -> None:
    office.record(required(people=2))
    office.follow(*VIEWS)
    office.record(required(people=2, done=1)[-1:])
    assert run(office.url, FIRST, see=False) == (1, 1)
    assert told(office.url) == {("e001", LAST_DAY, "30"): 1}


def test_two_runs_at_once_tell_everybody_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warnings, "HAND", 4)
    office.record(required(people=40))
    office.follow(*VIEWS)
    found: list[warnings.Warned] = []
    runs = [threading.Thread(target=lambda: found.append(run(office.url, FIRST, see=False))) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert told(office.url) == once(40, "30")
    assert sum(one.raised for one in found) == 40
    assert [sum(one) for one in found] == [40] * 3


def killed(url: str, now: datetime, steps: int) -> int:
    """Let runs be killed before and after each of their appends; give how many died."""
    command = [sys.executable, str(TESTS / "scheduled" / "warner.py"), url, now.isoformat(), str(steps)]
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    ran = subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=True)
    return int(ran.stdout)


def killed_at_every_step(office: Office, people: int, steps: int) -> None:
    office.record(required(people=people))
    office.follow(*VIEWS)
    assert killed(office.url, FIRST, steps) == 2 * steps
    with psycopg.connect(office.url) as connection:
        raised = connection.execute("select count(*) from ledger.events where type like '%Warning%'").fetchone()
    assert raised is not None
    assert 0 < raised[0] < people
    run(office.url, FIRST)
    assert told(office.url) == once(people, "30")


def test_a_run_that_is_killed_at_every_step_goes_on(office: Office) -> None:
    killed_at_every_step(office, people=60, steps=4)


@pytest.mark.soak
def test_a_run_that_is_killed_at_every_of_many_steps_goes_on(office: Office) -> None:
    killed_at_every_step(office, people=1_300, steps=20)
