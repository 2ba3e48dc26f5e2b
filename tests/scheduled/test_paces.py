"""Who falls behind the straight line is told once for each of the policy's days, and who caught up is not."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from scheduled.scene import Office

from api.scheduled import warnings
from ledger import events as e
from ledger.decisions.warn_of_pace import WarnOfPace
from ledger.log.stored import decode
from ledger.pace import expected
from ledger.policy import DEFAULT_POLICY, WarningPolicy
from ledger.recording import Caller
from ledger.refusals.obligations import NotBehind

VIEWS = [view.NAME for view in warnings.VIEWS]
NEW_YEAR = datetime(2025, 12, 31, 16, tzinfo=UTC)  # in Shanghai
LINE = Decimal("74.38")  # of 150 credits, 181 of 365 days: by the end of June
SHARE = DEFAULT_POLICY.warning.behind_by_more_than


def july(day: int = 1, month: int = 7) -> datetime:
    return datetime(2026, month, day, 1, tzinfo=UTC)


def joined(*people: str, at: datetime = NEW_YEAR) -> list[e.Event]:
    return [e.EmployeeJoined(effective_at=at, employee=one, branch="CD") for one in people]


def learnt(employee: str, credits_: str, at: datetime = NEW_YEAR, name: str = "1") -> e.CreditsAwarded:
    worth = Decimal(credits_)
    said = {"course": "C", "activity": f"completion:{employee}-{name}", "kind": "elective", "category": "general"}
    return e.CreditsAwarded(effective_at=at, employee=employee, credits=worth, worth=worth, **said)


def run(office: Office, now: datetime, *, see: bool = True) -> warnings.Warned:
    with Office.open(office.url, lambda: now) as mine:
        if see:
            mine.follow(*VIEWS)
        return warnings.warn(mine.ledger, mine.reader, now)


def told(office: Office) -> list[tuple[str, str, Decimal, Decimal]]:
    with Office.open(office.url) as mine:
        facts = [decode(fact) for fact in mine.ledger.log.between(1, mine.ledger.log.head())]
    return sorted(
        (fact.employee, fact.day, fact.counted, fact.line) for fact in facts if isinstance(fact, e.PaceWarningRaised)
    )


def test_who_is_behind_by_more_than_is_tolerated_is_told_once(office: Office) -> None:
    just, near = LINE - 150 * SHARE, LINE - 150 * SHARE - Decimal("0.01")
    office.record(
        [*joined("just", "near", "none"), learnt("just", str(just.quantize(near))), learnt("near", str(near))]
    )
    assert run(office, july()) == (2, 0)
    assert told(office) == [("near", "2026-06-30", near, LINE), ("none", "2026-06-30", Decimal("0.00"), LINE)]
    with Office.open(office.url, july) as mine, pytest.raises(NotBehind):
        mine.ledger.record(WarnOfPace(employee="just"), Caller("warnings"))
    assert run(office, july()) == (0, 0)
    assert run(office, july(), see=False) == (0, 0)
    assert run(office, july(30, month=6)) == (0, 0)  # the clock is put back
    assert run(office, july(30, month=9)) == (0, 0)  # the day is not over
    assert run(office, july(1, month=10)).raised == 3
    assert [day for _, day, *_ in told(office)].count("2026-09-30") == 3


def test_of_the_days_that_passed_unseen_the_newest_is_told(office: Office) -> None:
    office.record([*joined("lin", "busy"), learnt("busy", "150.00")])
    assert run(office, july(15, month=11)) == (1, 0)
    assert [day for _, day, *_ in told(office)] == ["2026-10-31"]
    assert run(office, datetime(2027, 2, 1, tzinfo=UTC)) == (1, 0)
    assert told(office)[1][1:] == ("2026-12-31", Decimal("0.00"), Decimal("150.00"))


def test_who_caught_up_or_is_not_here_is_not_told(office: Office) -> None:
    left = {"last_day": "2026-06-30", "settles_at": july(), "treatment": "lapse", "because": "LEFT"}
    office.record([*joined("lin", "left", "wang", "busy"), learnt("busy", "150.00")])
    office.follow(*VIEWS)
    office.record(
        [
            learnt("lin", "90.00", july()),
            e.EmployeeLeft(effective_at=july() - timedelta(hours=9), employee="left", **left),
        ]
    )
    assert run(office, july(2), see=False).before == 2  # the view is behind, the decision is not
    assert [employee for employee, *_ in told(office)] == ["wang"]
    assert run(office, july(2)) == (0, 0)
    taken = {"course": "C", "activity": "completion:lin-1", "credits": Decimal("90.00")}
    office.record([e.CreditsReversed(effective_at=july(), employee="lin", **taken)])
    assert run(office, july(3)) == (1, 0)


def test_the_view_and_the_decision_draw_one_line(office: Office) -> None:
    dice = random.Random(4)
    people = [f"e{number:02}" for number in range(40)]
    facts: list[e.Event] = []
    firsts = {one: NEW_YEAR + timedelta(days=dice.randrange(-30, 170)) for one in people}
    for one in people:
        facts += joined(one, at=firsts[one])
        if dice.random() < 0.8:
            facts.append(learnt(one, str(Decimal(dice.randrange(0, 8_000)) / 100), firsts[one]))
    office.record(facts)
    found = run(office, july())
    assert found.before == 0
    assert 5 < found.raised < 35
    for employee, day, counted, line in told(office):
        first = max(firsts[employee].astimezone(DEFAULT_POLICY.time_zone).date(), date(2026, 1, 1))
        days = (date(2026, 12, 31) - first).days + 1
        owed = (Decimal(150) * days / 365).quantize(Decimal("0.01"))
        assert line == expected(owed, [(first, date(2026, 12, 31))], date.fromisoformat(day))
        assert counted < line - owed * SHARE


def test_the_newest_day_that_is_over_counts() -> None:
    rules = WarningPolicy()
    assert rules.last_day_behind(date(2026, 6, 30)) == date(2026, 3, 31)
    assert rules.last_day_behind(date(2026, 7, 1)) == date(2026, 6, 30)
    assert rules.last_day_behind(date(2026, 1, 1)) == date(2025, 12, 31)
    assert WarningPolicy(behind_on=()).last_day_behind(date(2026, 1, 1)) is None


def test_what_was_carried_in_and_what_is_booked_late_count_towards_the_line(office: Office) -> None:
    into = {"since": "2025", "into": "2026", "lapses_with": "2026", "effective_at": NEW_YEAR}
    before = NEW_YEAR - timedelta(days=30)
    taken = {"course": "C", "activity": "completion:late-1", "credits": Decimal("7.00"), "effective_at": before}
    office.record(
        [
            *joined("carried", "late", at=before),
            *(learnt(one, "60.00") for one in ("carried", "late")),
            learnt("late", "70.00", before),
            e.CreditsCarried(employee="carried", credits=Decimal("20.00"), **into),
            e.CreditsReversed(employee="late", booked="2026", **taken),
        ]
    )
    assert run(office, july()).raised == 1
    assert told(office) == [("late", "2026-06-30", Decimal("53.00"), LINE)]
