"""The run that settles lots: late, doubled, out of order, killed, or two at once, there is one result."""

import random
import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from scheduled.scene import DAYS, START, Office, earned

from api.scheduled import accounts
from ledger import events as e
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.recording import Caller
from projections import leaving

END = START + timedelta(days=3 * DAYS)
HR = Caller("hr-desk", operator=True)


def right(facts: list[e.Event]) -> Counter[tuple[str, str, datetime]]:
    """What the calendar alone says: each lot becomes active on its day, and lapses on its day if that is later."""
    told: Counter[tuple[str, str, datetime]] = Counter()
    for lot in facts:
        assert isinstance(lot, e.PointsEarned)
        assert lot.expires_at is not None
        if lot.activates_at is not None:
            told["PointsActivated", f"{lot.employee} {lot.lot}", lot.activates_at] += lot.points
        told["PointsExpired", f"{lot.employee} {lot.lot}", lot.expires_at] += lot.points
    return told


def settled(office: Office) -> Counter[tuple[str, str, datetime]]:
    return Counter(
        {
            (kind, f"{person} {lot}", at): int(amount)
            for person, kind, lot, amount, at in office.moved()
            if kind != "PointsEarned"
        }
    )


def test_a_late_run_dates_every_step_when_it_was_due(office: Office) -> None:
    facts = earned(people=12, each=4)
    office.record(facts)
    found = office.run()
    assert settled(office) == right(facts)
    assert (found.people, found.facts) == (12, len(right(facts)))
    assert office.run() == (0, 0, 0)


def test_daily_runs_and_runs_out_of_order_and_doubled_give_one_result(office: Office, other_office: Office) -> None:
    facts = earned(people=8, each=4)
    days = [START + timedelta(days=day) for day in range(0, 2 * DAYS, 3)]
    office.record(facts)
    for day in days:
        office.run(day)
    other_office.record(facts)
    shuffled = random.Random(5).sample(days, len(days))
    for day in shuffled[:8]:
        other_office.run(day)
        other_office.run(day)
    other_office.run(END)
    office.run(END)
    assert office.moved() == other_office.moved()
    assert settled(office) == right(facts)


def test_nothing_is_settled_before_its_day(office: Office) -> None:
    facts = earned(people=6, each=4)
    office.record(facts)
    day = START + timedelta(days=DAYS)
    office.run(day)
    assert settled(office) == {step: points for step, points in right(facts).items() if step[2] <= day}


@pytest.mark.soak
def test_fifty_thousand_late_lots_come_to_what_the_calendar_says(office: Office) -> None:
    facts = earned(people=10_000, each=5)
    for start in range(0, len(facts), 10_000):
        office.record(facts[start : start + 10_000])
    found = office.run()
    assert (found.people, found.facts) == (10_000, len(right(facts)))
    assert settled(office) == right(facts)


def test_a_run_that_was_killed_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "PAGE", 5)
    facts = earned(people=30, each=2)
    office.record(facts)
    office.follow()

    def killed(done: int, _total: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        accounts.settle(office.ledger, office.reader, None, killed)
    assert 0 < len(settled(office)) < len(right(facts))
    office.run()
    assert settled(office) == right(facts)


def test_two_runs_at_once_settle_everything_once(
    office: Office, ledger_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "PAGE", 7)
    facts = earned(people=60, each=3)
    office.record(facts)
    office.follow()
    found: list[accounts.Settled] = []

    def run() -> None:
        with Office.open(ledger_database) as mine:
            found.append(accounts.settle(mine.ledger, mine.reader))

    runs = [threading.Thread(target=run) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert settled(office) == right(facts)
    assert sum(one.facts for one in found) == len(right(facts))
    assert [one.people + one.before for one in found] == [60, 60]


def test_a_view_that_is_behind_does_no_harm(office: Office) -> None:
    facts = earned(people=6, each=3)
    office.record(facts)
    office.follow()
    assert accounts.settle(office.ledger, office.reader).people == 6
    assert accounts.settle(office.ledger, office.reader) == (0, 0, 6)  # answered by name, and nothing recorded
    assert settled(office) == right(facts)


def test_the_run_settles_who_has_left_and_the_question_shows_it_before(office: Office) -> None:
    facts = earned(people=4, each=3)
    office.record(facts)
    people = [f"E-{number:06}" for number in range(3)]
    for person in people:
        office.ledger.record(LeaveCompany(employee=person, last_day="2024-01-10"), HR)
    office.ledger.record(JoinBranch(employee=people[2], branch="CD", since=START + timedelta(days=20)), HR)
    office.follow("leaving", "lots", "balances")
    before = {one.employee: one for one in leaving.leavers(office.reader)}
    settles_at = before[people[0]].settles_at
    for person in people:
        mine = [lot for lot in facts if isinstance(lot, e.PointsEarned) and lot.employee == person]
        active = [(lot.expires_at, lot.points) for lot in mine if lot.activates_at is None and lot.expires_at]
        assert before[person].lasts == sum(points for lapses, points in active if lapses > settles_at)
        assert before[person].lapses == sum(points for lapses, points in active if lapses <= settles_at)
    assert [before[person].state for person in people] == ["leaving", "leaving", "returned"]
    office.run()
    office.follow("leaving", "lots", "balances")
    after = {one.employee: one for one in leaving.leavers(office.reader)}
    assert [after[person].state for person in people] == ["settled", "settled", "returned"]
    assert [after[person].lasts + after[person].lapses + after[person].pending for person in people[:2]] == [0, 0]
    assert [one.employee for one in leaving.leavers(office.reader, state="returned")] == people[2:]
    whole = leaving.leavers(office.reader)
    first = leaving.leavers(office.reader, limit=1)[0]
    assert [first, *leaving.leavers(office.reader, after=(first.settles_at, first.employee))] == whole
    assert office.run() == (0, 0, 0)
