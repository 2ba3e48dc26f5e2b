"""A past that really could have been: a month decided by the ledger itself, repeated under other names."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count, islice
from random import Random

import psycopg

from benchmarks.ours.company import BEGAN_AT
from ledger.decisions.assign_trainer import AssignTrainer
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.close_session import CloseSession
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.open_session import OpenSession
from ledger.decisions.rate_session import RateSession
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.schedule_session import ScheduleSession
from ledger.log.log import SEPARATOR, Appended, Batch, Entry, Fact, Request
from ledger.log.memory import MemoryLog
from ledger.log.postgres import PostgresLog
from ledger.log.writer import Writer
from ledger.recording import Caller, Command, Recorded
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

PEOPLE, COURSES, REWARDS, SESSIONS, ATTENDEES = 200, 10, 10, 100, 20
# Ends every name of the month, and gives way to the number of the repetition.
MARK = "~"
FACTS_AN_APPEND = 64
DESK = Caller("desk", operator=True)

MONTH = "create temporary table month (like ledger.events) on commit drop"
COPY = """copy month (position, type, version, data, tags, effective_at, recorded_at, actor, request, policy_version)
    from stdin"""
REPEAT = f"""insert into ledger.events
  select m.position + r.n * %(length)s, m.type, m.version, replace(m.data, '{MARK}', r.name),
         string_to_array(replace(array_to_string(m.tags, e'\\x1f'), '{MARK}', r.name), e'\\x1f'),
         m.effective_at, m.recorded_at + r.n * interval '31 days', m.actor, m.on_behalf_of, m.request || r.name,
         m.reason, m.causation, m.policy_version
    from generate_series(0, %(times)s) s(n), lateral (select s.n, '.' || s.n) r(n, name), month m
   where m.position + r.n * %(length)s <= %(facts)s"""  # noqa: S608 - only constants are joined
TAGS = """insert into ledger.event_tags
  select tag, type, position from ledger.events, unnest(tags) t(tag)"""


def fill(database: str, facts: int) -> None:
    """Put exactly so many facts into an empty log, past the function that appends, because nothing is decided."""
    month = _month()
    numbers = {"length": len(month), "times": facts // len(month), "facts": facts}
    with psycopg.connect(database) as connection:
        connection.execute(MONTH)
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for fact in month:
                copy.write_row((*fact[:4], list(fact.tags), *fact[5:8], fact.request, fact.policy_version))
        connection.execute(REPEAT, numbers)
        connection.execute(TAGS)


def length() -> int:
    """Count the facts of a month of so many PEOPLE; whoever asks for twice as many gets twice as many people."""
    return len(_month())


def record(database: str, facts: int, writer: Writer) -> None:
    """Append so many, as a writer does: some requests at a time, under one signature."""
    log, month = PostgresLog.open(database, writer=writer), _month()
    repeated = ((fact, f".{n}") for n in count() for fact in month)
    for begun in range(0, facts, FACTS_AN_APPEND):
        some = islice(repeated, min(FACTS_AN_APPEND, facts - begun))
        entries, requests = zip(*(_asked(fact, name, n) for n, (fact, name) in enumerate(some, 1)), strict=True)
        outcome = log.record(Batch(begun, [], entries, requests))
        assert isinstance(outcome, Appended), outcome
    log.close()


def _asked(fact: Fact, name: str, owner: int) -> tuple[Entry, Request]:
    """Give a fact of the month as it was asked for, under another name."""
    tags = tuple(tag.replace(MARK, name) for tag in fact.tags)
    entry = Entry(fact.type, fact.version, fact.data.replace(MARK, name), tags, fact.effective_at, owner)
    # Without a digest: the month's requests have several facts, and nobody asks for these again.
    return entry, Request(fact.actor, fact.request + name, None, policy_version=fact.policy_version)


@cache
def _month() -> tuple[Fact, ...]:
    log, clock = MemoryLog(), _Clock()
    ledger = Ledger(log, clock=lambda: clock.now)
    numbers = count()
    for now, commands in _happening(Random(1)):
        clock.now = now
        requests = [(command, DESK._replace(request=f"{next(numbers)}{MARK}")) for command in commands]
        for outcome in ledger.record_each(requests):
            settled = _settling(outcome)
            if settled:
                ledger.record(settled, DESK)
    return tuple(_marked(fact) for fact in log.between(1, log.head()))


class _Clock:
    now = BEGAN_AT


def _marked(fact: Fact) -> Fact:
    """Mark the one kind of name that the ledger gives itself."""
    data = fact.data.replace('"redemption":"', f'"redemption":"{MARK}')
    tags = SEPARATOR.join(fact.tags).replace("redemption:", f"redemption:{MARK}").split(SEPARATOR)
    return fact._replace(data=data, tags=tags)


def _settling(outcome: Recorded | Refused) -> Command | None:
    """Fulfil most redemptions, and call some off."""
    if isinstance(outcome, Refused) or type(outcome.events[0]).__name__ != "RedemptionRequested":
        return None
    redemption: str = outcome.events[0].redemption  # type: ignore[attr-defined] # its type was just looked at
    fulfilled = outcome.first % 4 > 0
    return FulfilRedemption(redemption=redemption) if fulfilled else CancelRedemption(redemption=redemption)


def _happening(chance: Random) -> Iterator[tuple[datetime, list[Command]]]:
    people, courses, rewards, sessions = (
        [f"{letter}{n}{MARK}" for n in range(amount)]
        for letter, amount in (("E", PEOPLE), ("C", COURSES), ("R", REWARDS), ("S", SESSIONS))
    )
    yield BEGAN_AT, [JoinBranch(employee=person, branch=f"B{n % 3}{MARK}") for n, person in enumerate(people)]
    yield BEGAN_AT, [ListCourse(course=name, title="消防", credits=Decimal("2.00"), minutes=90) for name in courses]
    yield BEGAN_AT, [ListReward(reward=name, title="Mug", kind="goods", price=1, stock=10_000) for name in rewards]
    for n, session in enumerate(sessions):
        day = BEGAN_AT + timedelta(hours=7 * (n + 1))
        coming = chance.sample(people[1:], ATTENDEES)
        yield from _session(session, chance.choice(courses), people[0], coming, day)
        yield (
            day + timedelta(hours=3),
            [
                RecordCompletion(
                    employee=person, course=chance.choice(courses), completion=f"{session}{person}", source="lms"
                )
                for person in chance.sample(people, 8)
            ],
        )
        redeeming = chance.sample(coming, 6)
        yield day + timedelta(hours=4), [RedeemReward(employee=p, reward=chance.choice(rewards)) for p in redeeming]


def _session(
    session: str, course: str, trainer: str, coming: list[str], starts_at: datetime
) -> Iterator[tuple[datetime, list[Command]]]:
    ends_at = starts_at + timedelta(minutes=90)
    plan = ScheduleSession(session=session, course=course, branch=f"B0{MARK}", starts_at=starts_at, ends_at=ends_at)
    enrolments = [EnrolLearner(session=session, employee=person) for person in coming]
    begins = [plan, AssignTrainer(session=session, trainer=trainer), *enrolments, OpenSession(session=session)]
    yield starts_at - timedelta(minutes=30), begins
    yield starts_at, [CheckIn(session=session, employee=p, method="kiosk", device=f"D{p}") for p in coming]
    yield ends_at, [CheckOut(session=session, employee=p, method="kiosk", device=f"D{p}") for p in coming]
    yield ends_at, [CloseSession(session=session)]
    yield ends_at + timedelta(hours=1), [RateSession(session=session, employee=p, score=Decimal(90)) for p in coming]
