"""Who worked where at a moment, as it was known at another: SQL, and the career that decisions read, agree."""

from datetime import datetime, timedelta
from itertools import islice

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from views.appending import append
from views.following import follow_to_the_head
from views.history import START, History

from ledger import events as e
from ledger.models.career import Career
from ledger.models.organisation import Branches
from projections.branches import branches
from projections.people import Person, history, people

COUNT = 300
Recorded = tuple[e.Event, datetime]
MOMENTS = st.none() | st.integers(0, 400).map(lambda hours: START + timedelta(hours=hours))


@pytest.fixture
def recorded(log: psycopg.Connection, reader: psycopg.Connection) -> list[Recorded]:
    """The organisation of a random company, in appends of five facts."""
    kinds = (*Career.reads, *Branches.reads)
    everything = islice(History(7, people=8, attendees=2).facts(), 20 * COUNT)
    facts = list(islice((one for one in everything if isinstance(one, kinds)), COUNT))
    for start in range(0, len(facts), 5):
        append(log, facts[start : start + 5])
    follow_to_the_head(reader)
    stamps = reader.execute("select recorded_at from ledger.events order by position").fetchall()
    return [(fact, stamp) for fact, (stamp,) in zip(facts, stamps, strict=True)]


def seen(recorded: list[Recorded], as_of: datetime | None, known: datetime | None) -> list[e.Event]:
    return [
        fact
        for fact, stamp in recorded
        if (as_of is None or fact.effective_at <= as_of) and (known is None or stamp <= known)
    ]


def test_a_past_of_any_two_clocks_is_what_the_facts_say(recorded: list[Recorded], reader: psycopg.Connection) -> None:
    assert {type(fact) for fact, _ in recorded} == {*Career.reads, *Branches.reads}

    @given(MOMENTS, st.integers(0, len(recorded) - 1))
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def agree(as_of: datetime | None, number: int) -> None:
        known = recorded[number][1]
        facts = seen(recorded, as_of, known)
        careers: dict[str, Career] = {}
        tree = Branches()
        for fact in facts:
            who = getattr(fact, "employee", None)
            (tree if who is None else careers.setdefault(who, Career(who))).apply(fact)
        moment = as_of or max(fact.effective_at for fact in facts)
        places = {who: place for who, career in careers.items() if (place := career.at(moment))}
        asked = people(reader, as_of=as_of, recorded_as_of=known)
        assert {one.employee: (one.branch, one.position, one.level) for one in asked} == places
        shown = branches(reader, as_of=as_of, recorded_as_of=known, limit=10_000)
        known_then = [name for name in tree.nodes if tree.at(name, moment)]
        assert {one.branch: one.path for one in shown} == {name: tree.path(name, moment) for name in known_then}

    agree()


def test_what_is_recorded_late_does_not_undo_what_happened_later(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    march, may, july = (START + timedelta(days=days) for days in (60, 120, 180))
    for fact in (
        e.EmployeeJoined(effective_at=START, employee="lin", branch="CD"),
        e.EmployeeMoved(effective_at=july, employee="lin", branch="BJ"),
        e.EmployeeMoved(effective_at=march, employee="lin", branch="XA"),
        e.PositionAssigned(effective_at=may, employee="lin", position="chef", level="P6"),
        e.PositionAssigned(effective_at=march, employee="lin", position="cook", level="P5"),
    ):
        append(log, [fact])
        follow_to_the_head(reader)
    assert people(reader) == [Person("lin", "BJ", july, "chef", "P6")]
    assert people(reader, as_of=may, branch="XA") == [Person("lin", "XA", march, "chef", "P6")]
    assert people(reader, as_of=may, branch="BJ") == []
    steps = history(reader, employee="lin")
    assert [(one.effective_at, one.branch or one.job) for one in steps] == [
        (START, "CD"),
        (march, "XA"),
        (march, "cook"),
        (may, "chef"),
        (july, "BJ"),
    ]
    first, *rest = steps
    assert history(reader, employee="lin", after=(first.effective_at, first.position)) == rest
    assert history(reader, employee="lin", recorded_as_of=first.recorded_at) == [first]


def test_who_joins_again_before_the_last_day_stays_and_who_moves_does_not(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    notice, last, later = (START + timedelta(days=days) for days in (60, 90, 91))
    for who, again in (("lin", e.EmployeeJoined), ("mei", e.EmployeeMoved)):
        append(log, [e.EmployeeJoined(effective_at=START, employee=who, branch="CD")])
        left = {"last_day": "2025-04-05", "settles_at": last, "treatment": "lapse", "because": "RESIGNED"}
        append(log, [e.EmployeeLeft.model_validate({"effective_at": last, "employee": who, **left})])
        append(log, [again(effective_at=notice, employee=who, branch="XA")])
    follow_to_the_head(reader)
    assert [one.employee for one in people(reader, as_of=later)] == ["lin"]
    assert [one.employee for one in people(reader, as_of=notice, branch="XA")] == ["lin", "mei"]


def test_a_tree_is_listed_with_its_paths(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    opened = [("CD", None), ("CD-EAST", "CD"), ("CD-EAST-1", "CD-EAST")]
    later = START + timedelta(days=9)
    append(log, [e.BranchOpened(effective_at=START, branch=one, parent=above, name=one) for one, above in opened])
    append(log, [e.BranchMoved(effective_at=later, branch="CD-EAST", parent="nobody-opened-it")])
    append(log, [e.BranchClosed(effective_at=later, branch="CD")])
    follow_to_the_head(reader)
    assert [one.path for one in branches(reader, as_of=START)] == [
        ["CD"],
        ["CD", "CD-EAST"],
        ["CD", "CD-EAST", "CD-EAST-1"],
    ]
    assert [(one.branch, one.closed) for one in branches(reader)] == [
        ("CD", True),
        ("CD-EAST", False),
        ("CD-EAST-1", False),
    ]
    assert [one.path for one in branches(reader, under="CD-EAST")] == [
        ["nobody-opened-it", "CD-EAST"],
        ["nobody-opened-it", "CD-EAST", "CD-EAST-1"],
    ]
