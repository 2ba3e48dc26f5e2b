"""The view of required courses says what the rule says, for everybody, at any moment of either clock."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
import pytest
from views.appending import append

from ledger import events as e
from ledger.models.awards import Awards
from ledger.models.career import Career
from ledger.models.model import Model
from ledger.models.obligations import Obligation
from ledger.models.organisation import Branches
from ledger.obligations import done_at, last_day, stage_of
from ledger.periods import end_of
from ledger.policy import DEFAULT_POLICY
from projections import obligations, warnings
from projections.follow import catch_up
from projections.obligations import Duty

ZONE = DEFAULT_POLICY.time_zone
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 120
PEOPLE = [f"e{n:02}" for n in range(14)]
BRANCHES = ("hq", "west", "cd", "cd-east", "xa")
COURSES = ("FIRE-1", "DATA-2")
POSTS = ("engineer", "head", None)


class Told(NamedTuple):
    fact: e.Event
    recorded_at: datetime


def moment(dice: random.Random) -> datetime:
    return START + timedelta(hours=dice.randrange(24 * DAYS))


def day(dice: random.Random, first: int = 0) -> str:
    return str(START.date() + timedelta(days=dice.randrange(first, DAYS)))


def career(dice: random.Random, person: str) -> list[e.Event]:
    """In and out again; moves and leavings are recorded after the joining they follow, joinings whenever."""
    facts: list[e.Event] = []
    times = sorted(moment(dice) for _ in range(dice.randrange(1, 6)))
    inside = False
    for at in times:
        if not inside:
            facts.append(e.EmployeeJoined(effective_at=at, employee=person, branch=dice.choice(BRANCHES)))
            inside = True
        elif dice.random() < 0.5:
            facts.append(e.EmployeeMoved(effective_at=at, employee=person, branch=dice.choice(BRANCHES)))
        else:
            left = {"last_day": f"{at:%Y-%m-%d}", "settles_at": at, "treatment": "lapse", "because": "LEFT"}
            facts.append(e.EmployeeLeft(effective_at=at, employee=person, **left))
            inside = dice.random() < 0.2
            if inside:  # who was to leave stays
                facts.append(e.EmployeeJoined(effective_at=at - timedelta(hours=1), employee=person, branch="hq"))
    for _ in range(dice.randrange(3)):
        assigned = e.PositionAssigned(
            effective_at=moment(dice), employee=person, position=dice.choice(POSTS[:2]), level=dice.choice(("P5", "P6"))
        )
        facts.insert(dice.randrange(len(facts) + 1), assigned)
    return facts


def learning(dice: random.Random, person: str) -> list[e.Event]:
    facts: list[e.Event] = []
    for number in range(dice.randrange(2, 8)):
        what = {"employee": person, "course": dice.choice(COURSES), "activity": f"completion:{person}-{number}"}
        worth = dice.choice((Decimal(0), Decimal(2), Decimal(2)))
        facts.append(e.CreditsAwarded(effective_at=moment(dice), **what, credits=worth, worth=Decimal(2)))
        if dice.random() < 0.3:
            facts.append(e.CreditsReversed(effective_at=moment(dice), **what, credits=worth))
        if dice.random() < 0.1:
            facts.append(e.CreditsAwarded(effective_at=moment(dice), **what, credits=Decimal(2), worth=Decimal(2)))
    return facts


def requirement(dice: random.Random, name: str) -> list[e.Event]:
    until, within = dice.choice(((True, False), (False, True), (True, True)))
    same = {"obligation": name, "course": dice.choice(COURSES)}
    facts: list[e.Event] = [
        e.CourseRequired(
            effective_at=moment(dice) - timedelta(days=60),
            **same,
            branch=dice.choice((None, *BRANCHES)),
            position=dice.choice((None, None, *POSTS)),
            level=dice.choice((None, None, None, "P5")),
            employee=dice.choice((None, None, None, dice.choice(PEOPLE))),
            until=day(dice, 10) if until else None,
            within_days=dice.randrange(1, 60) if within else None,
            counts_from=dice.choice((None, day(dice))),
        )
    ]
    for person in PEOPLE:
        if dice.random() < 0.1:
            exempted = {"employee": person, "approver": "wu", "because": "DONE_ELSEWHERE"}
            facts.append(e.ObligationExempted(effective_at=moment(dice), **same, **exempted))
    if dice.random() < 0.2:
        facts.append(e.ObligationReleased(effective_at=moment(dice), **same, because="LAW_CHANGED"))
    return facts


def company(dice: random.Random) -> list[e.Event]:
    tree: list[e.Event] = []
    for number, branch in enumerate(BRANCHES):
        opened = {"branch": branch, "parent": dice.choice((None, *BRANCHES[:number])), "name": branch}
        tree.append(e.BranchOpened(effective_at=START - timedelta(days=1), **opened))
        if number > 2:
            tree.append(e.BranchMoved(effective_at=moment(dice), branch=branch, parent=dice.choice(BRANCHES[:2])))
    parts = [tree, *(career(dice, one) for one in PEOPLE), *(learning(dice, one) for one in PEOPLE)]
    parts += [requirement(dice, f"O-{number}") for number in range(20)]
    facts: list[e.Event] = []
    while parts := [part for part in parts if part]:
        facts.append(dice.choice(parts).pop(0))  # the parts in any order, each in its own
    return facts


def folded(model: Model, told: list[Told], known: datetime | None) -> Any:
    for fact, recorded_at in told:
        if isinstance(fact, model.reads) and set(model.tags) <= set(fact.tags) and not (known and recorded_at > known):
            model.apply(fact)
    return model


def by_the_rule(told: list[Told], now: datetime, known: datetime | None) -> list[Duty]:
    """Everybody's duties, from the rule and the facts."""
    found = []
    branches = folded(Branches(), told, known)
    careers = {one: folded(Career(one), told, known) for one in PEOPLE}
    awards = {(one, course): folded(Awards(one, course), told, known) for one in PEOPLE for course in COURSES}
    for fact, _ in told:
        if not isinstance(fact, e.CourseRequired):
            continue
        name = fact.obligation
        until = [one for one in told if one.fact.effective_at <= now]
        known_of = folded(Obligation(name), until, known)
        if known_of.required is None or known_of.released:
            continue
        for person in set(PEOPLE) - known_of.exempt:
            due = last_day(fact, careers[person], branches, now, ZONE)
            if due is not None:
                done = done_at(fact, awards[person, fact.course], now, ZONE)
                state = "open" if done is None else "late" if done >= end_of(due, ZONE) else "done"
                if done is None and due < now.astimezone(ZONE).date():
                    state = "overdue"
                here = careers[person].at(now).branch
                found.append(Duty(str(due), person, name, fact.course, here, state, done))
    return sorted(found)


@pytest.fixture(params=(0, 1))
def told(request: pytest.FixtureRequest, log: psycopg.Connection, reader: psycopg.Connection) -> list[Told]:
    """Record a company in many appends, so that the clock of recording moves too."""
    facts = company(random.Random(request.param))
    for start in range(0, len(facts), 9):
        append(log, facts[start : start + 9], f"r-{start}")
    catch_up(reader, [obligations, warnings])
    stamps = reader.execute("select recorded_at from ledger.events order by position").fetchall()
    return [Told(fact, stamp) for fact, (stamp,) in zip(facts, stamps, strict=True)]


def test_what_people_owe_is_what_the_rule_says_at_any_moment_of_either_clock(
    told: list[Told], reader: psycopg.Connection
) -> None:
    dice = random.Random(7)
    seen: list[Duty] = []
    for number in range(20):
        now = moment(dice) + timedelta(days=30)
        known = dice.choice(told).recorded_at if number % 2 else None
        answered = obligations.duties(reader, as_of=now, recorded_as_of=known, limit=10_000)
        assert answered == by_the_rule(told, now, known)
        seen += answered
    assert {duty.state for duty in seen} == {"open", "overdue", "done", "late"}


def test_filters_and_pages_are_parts_of_the_whole(told: list[Told], reader: psycopg.Connection) -> None:
    now = START + timedelta(days=100)
    whole = obligations.duties(reader, as_of=now, limit=10_000)
    tree = folded(Branches(), told, None)
    for branch in BRANCHES:
        under = [duty for duty in whole if branch in tree.path(duty.branch, now)]
        assert obligations.duties(reader, as_of=now, branch=branch, limit=10_000) == under
    for field in ("employee", "obligation", "course", "state"):
        for value in {getattr(duty, field) for duty in whole}:
            part = obligations.duties(reader, as_of=now, limit=10_000, **{field: value})
            assert part == [duty for duty in whole if getattr(duty, field) == value]
    paged: list[Duty] = []
    after = None
    while page := obligations.duties(reader, as_of=now, after=after, limit=7):
        paged += page
        after = page[-1][:3]
    assert paged == whole


def test_those_to_be_warned_are_who_reached_a_stage_that_was_not_told(
    log: psycopg.Connection, reader: psycopg.Connection, told: list[Told]
) -> None:
    assert told
    stages = (30, 14, 7, 1)
    warned: dict[tuple[str, str, str], list[str]] = {}
    for number in range(0, DAYS, 5):
        now = START + timedelta(days=number)
        today = now.astimezone(ZONE).date()
        wanted = []
        for duty in obligations.duties(reader, as_of=now, limit=10_000):
            stage = stage_of(date.fromisoformat(duty.due), today, stages)
            before = warned.get((duty.employee, duty.obligation, duty.due), [])
            if duty.done_at is None and stage and stage not in before:
                wanted.append((duty, stage))
        assert obligations.duties(reader, as_of=now, to_warn=stages, limit=None) == [duty for duty, _ in wanted]
        for duty, stage in wanted:
            warned.setdefault((duty.employee, duty.obligation, duty.due), []).append(stage)
        raised = [
            e.DeadlineWarningRaised(
                effective_at=now,
                employee=duty.employee,
                obligation=duty.obligation,
                course=duty.course,
                due=duty.due,
                stage=stage,
                days_left=(date.fromisoformat(duty.due) - today).days,
            )
            for duty, stage in wanted
        ]
        append(log, raised, f"w-{number}")
        catch_up(reader, [obligations, warnings])
    assert max(map(len, warned.values())) >= 3
    everything = warnings.warnings(reader, limit=10_000)
    assert len(everything) == sum(map(len, warned.values()))
    tree, now = folded(Branches(), told, None), datetime.now(UTC)
    here = {one: place.branch for one in PEOPLE if (place := folded(Career(one), told, None).at(now))}
    for branch in BRANCHES:
        mine = [one for one in everything if branch in tree.path(here.get(one.employee, ""), now)]
        assert warnings.warnings(reader, branch=branch, limit=10_000) == mine
