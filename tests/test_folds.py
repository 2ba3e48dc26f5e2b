"""Warm folds and the writer: however commands come in, what is kept warm equals the log, and so do the answers."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from threading import Thread
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specs.spec import NOON, OPERATOR

from ledger import answering, deciding, settling, writing
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import CommandRefused, Event, PointsExpired, RedemptionRequested
from ledger.log.log import Appended, Batch, Moved, Question, Repeated
from ledger.log.memory import MemoryLog
from ledger.log.stored import decode
from ledger.models.model import Model
from ledger.models.purse import Purse
from ledger.models.shelf import Shelf
from ledger.recording import Caller, Command, Past, Recorded
from ledger.refusals.refused import Refused
from ledger.refusals.requests import Contended, IdempotencyConflict, Overloaded
from ledger.writing import Ledger

PEOPLE, REWARDS, COURSES = ("lin", "mei", "zhou"), ("MUG", "PEN"), ("FIRE", "TEA")
MUG = ListReward(reward="MUG", title="杯", kind="goods", price=10, stock=3)
REDEEM = RedeemReward(employee="lin", reward="MUG")
RESTOCK = RestockReward(reward="MUG", units=1)

people, rewards, courses = st.sampled_from(PEOPLE), st.sampled_from(REWARDS), st.sampled_from(COURSES)
names = st.sampled_from(("c1", "c2", "c3"))
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(JoinBranch, employee=people, branch=st.sampled_from(("CD", "BJ")), since=st.none()),
    st.builds(
        ListReward, reward=rewards, title=st.just("杯"), kind=st.just("goods"), price=st.just(7), stock=st.just(1)
    ),
    st.builds(RestockReward, reward=rewards, units=st.just(1)),
    st.builds(RepriceReward, reward=rewards, price=st.integers(1, 9)),
    st.builds(RedeemReward, employee=people, reward=rewards),
    st.builds(RedeemReward, employee=people, reward=rewards),
    st.builds(ListCourse, course=courses, title=st.just("课"), credits=st.just(Decimal(20)), minutes=st.just(60)),
    st.builds(
        RecordCompletion,
        employee=people,
        course=courses,
        completion=names,
        source=st.just("test"),
        **dict.fromkeys(("at", "watched_share", "minutes", "score", "passed", "pass_mark"), st.none()),
        banked=st.just(value=False),
    ),
    st.builds(VoidCompletion, employee=people, course=courses, completion=names, because=st.just("WRONG")),
)


class Ask(NamedTuple):
    """Commands for one of two processes: each on its own, together, or as a dry run; perhaps said before."""

    process: int
    how: str
    commands: tuple[Command, ...]
    key: int


asks = st.lists(
    st.builds(
        Ask,
        st.integers(0, 1),
        st.sampled_from(("each", "each", "together", "rehearse")),
        st.lists(commands, min_size=1, max_size=6).map(tuple),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=12,
)
Answer = tuple[str, object]


def process(log: MemoryLog, capacity: int = 50_000) -> Ledger:
    return Ledger(log, clock=lambda: NOON, capacity=capacity)


def told(outcome: Recorded | Refused) -> Answer:
    """An answer without its positions, which another process may have moved."""
    if isinstance(outcome, Recorded):
        return "recorded", (outcome.events, outcome.repeat)
    return outcome.code, outcome.details


def answers(ledger: Ledger, ask: Ask, *, one_by_one: bool) -> list[Answer]:
    callers = [OPERATOR._replace(request=f"{ask.how}-{ask.key}-{n}") for n, _ in enumerate(ask.commands)]
    try:
        if ask.how == "together":
            return [told(ledger.record_together(ask.commands, callers[0]))]
        if ask.how == "rehearse":
            return [("rehearsed", ledger.rehearse(ask.commands, callers[0]))]
    except Refused as no:
        return [told(no)]
    requests = list(zip(ask.commands, callers, strict=True))
    if one_by_one:
        return [told(ledger.record_each([request])[0]) for request in requests]
    return [told(outcome) for outcome in ledger.record_each(requests)]


def cold(log: MemoryLog, warm: Model, upto: int) -> Model:
    """The same question, folded from nothing."""
    fresh = type(warm)(*(tag.partition(":")[2] for tag in warm.tags))
    for _, stored in log.load([Question(fresh.tags, fresh.types)], upto):
        fresh.apply(decode(stored))
    return fresh


def assert_warm_is_cold(ledger: Ledger, log: MemoryLog) -> None:
    for warm in ledger.folds._models.values():
        assert warm.__dict__ == cold(log, warm, ledger.folds.head).__dict__, warm.key


@contextmanager
def limits(**numbers: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, number in numbers.items():
            patch.setattr(next(room for room in (answering, deciding, writing) if hasattr(room, name)), name, number)
        yield


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(asks, st.sampled_from((1, 20_000)), st.sampled_from((0, 6_000)), st.sampled_from((1, 48)))
def test_two_processes_that_keep_three_models_answer_like_one_that_is_asked_one_thing_at_a_time(
    said: Sequence[Ask], lag_max: int, facts_a_hand: int, many: int
) -> None:
    log, alone = MemoryLog(), MemoryLog()
    processes, oracle = [process(log, 3), process(log, 3)], process(alone)
    with limits(LAG_MAX=lag_max, FACTS_A_HAND=facts_a_hand, TAIL_CHUNK=2, MANY=many):
        for ask in said:
            ledger = processes[ask.process]
            assert answers(ledger, ask, one_by_one=False) == answers(oracle, ask, one_by_one=True)
            assert_warm_is_cold(ledger, log)
            assert len(ledger.folds) <= 3
    # Within a batch the order of the facts is that of the commands, so the two logs say the same.
    assert [fact.data for fact in log.between(1, log.head())] == [fact.data for fact in alone.between(1, alone.head())]
    assert [fact.position for fact in log.between(1, log.head())] == list(range(1, log.head() + 1))
    for ledger in (*processes, oracle):
        ledger.close()


def earned(log: MemoryLog, points: int = 100) -> Ledger:
    """A process that knows of a mug, and of Lin with points."""
    ledger = process(log)
    ledger.record(MUG, OPERATOR)
    ledger.record(ListCourse(course="BIG", title="课", credits=Decimal(points), minutes=60), OPERATOR)
    ledger.record(RecordCompletion(employee="lin", course="BIG", completion="c", source="test"), OPERATOR)
    return ledger


def redeemed(log: MemoryLog) -> int:
    return sum(fact.type == "RedemptionRequested" for fact in log.between(1, log.head()))


# Bugs


class Broken(Command):
    """Divides by nothing."""

    def decide(self, past: Past) -> Event:
        """Read something, so that the bug is not the first thing that happens."""
        past.read(Shelf("MUG"))
        raise ZeroDivisionError


class HalfBroken(Command):
    """Decides facts of which the second cannot be folded: there is no such lot."""

    def decide(self, past: Past) -> Sequence[Event]:
        """Take Lin's points, and points that are nobody's."""
        purse = past.read(Purse("lin"))
        lots = ("learning/completion:c", "nobody's")
        return [PointsExpired(employee=purse.employee, lot=lot, points=50, effective_at=past.now) for lot in lots]


@pytest.mark.parametrize("bug", [Broken(), HalfBroken()], ids=["in the decision", "in the fold"])
@pytest.mark.parametrize("warm", [True, False])
def test_a_bug_in_one_decision_harms_no_neighbour(bug: Command, warm: bool) -> None:  # noqa: FBT001 - a parameter
    log = MemoryLog()
    ledger = earned(log)
    if not warm:
        ledger = process(log)
    with pytest.raises((ZeroDivisionError, KeyError)):
        ledger.record_each([(REDEEM, OPERATOR), (bug, OPERATOR), (REDEEM, OPERATOR)])
    assert redeemed(log) == 2
    assert_warm_is_cold(ledger, log)
    assert ledger.record(REDEEM, OPERATOR).last == log.head()


@pytest.mark.parametrize("bug", [Broken(), HalfBroken()], ids=["in the decision", "in the fold"])
def test_a_bug_in_a_dry_run_or_among_commands_that_stand_together_leaves_no_trace(bug: Command) -> None:
    log = MemoryLog()
    ledger = earned(log)
    head = log.head()
    for attempt in (ledger.rehearse, ledger.record_together):
        with pytest.raises((ZeroDivisionError, KeyError)):
            attempt([REDEEM, bug], OPERATOR)
        assert log.head() == head
        assert_warm_is_cold(ledger, log)


# Repeats


def test_the_same_request_three_times_in_one_batch_is_recorded_once() -> None:
    log = MemoryLog()
    ledger = earned(log)
    once = OPERATOR._replace(request="r-1")
    first, *others = ledger.record_each([(REDEEM, once)] * 3)
    assert isinstance(first, Recorded)
    assert others == [first._replace(repeat=True)] * 2
    assert redeemed(log) == 1


def test_the_same_key_with_another_body_in_one_batch_is_refused() -> None:
    ledger = earned(MemoryLog())
    once = OPERATOR._replace(request="r-1")
    first, second = ledger.record_each([(REDEEM, once), (RESTOCK, once)])
    assert isinstance(first, Recorded)
    assert isinstance(second, IdempotencyConflict)


def test_a_refusal_repeated_in_one_batch_or_by_another_process_is_the_same_refusal_and_one_fact() -> None:
    log = MemoryLog()
    ledger, once = process(log), OPERATOR._replace(request="r-1")
    first, second = ledger.record_each([(REDEEM, once)] * 2)
    (third,) = process(log).record_each([(REDEEM, once)])
    assert [told(one) for one in (first, second, third) if isinstance(one, Refused)] == [
        ("REWARD_UNKNOWN", {"reward": "MUG"})
    ] * 3
    assert [type(decode(fact)) for fact in log.between(1, log.head())] == [CommandRefused]


def test_two_callers_may_use_the_same_key_in_one_batch() -> None:
    ledger = earned(MemoryLog())
    outcomes = ledger.record_each([(REDEEM, Caller(name, request="r-1")) for name in ("app", "kiosk")])
    redemptions = {one.events[0].model_dump()["redemption"] for one in outcomes if isinstance(one, Recorded)}
    assert len(redemptions) == 2


# Races


class Restless(MemoryLog):
    """A log on which somebody else is always a little faster, so many times."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def record(self, batch: Batch) -> Appended | Moved | Repeated:
        if self.times > 0:
            times, self.times = self.times, 0
            process(self).record(RESTOCK, OPERATOR)
            self.times = times - 1
        return super().record(batch)


def test_what_changed_meanwhile_is_decided_again() -> None:
    log = Restless()
    ledger = earned(log)
    log.times = 5
    assert isinstance(ledger.record(REDEEM, OPERATOR).events[0], RedemptionRequested)
    shelf = cold(log, Shelf("MUG"), log.head())
    assert isinstance(shelf, Shelf)
    assert shelf.left == 3 + 5 - 1
    assert_warm_is_cold(ledger, log)


def test_who_is_overtaken_again_and_again_is_told_to_try_again_with_the_same_key() -> None:
    log = Restless()
    ledger = earned(log)
    log.times = 1 + settling.ATTEMPTS
    once = OPERATOR._replace(request="r-1")
    with pytest.raises(Contended):
        ledger.record(REDEEM, once)
    assert redeemed(log) == 0
    assert isinstance(ledger.record(REDEEM, once), Recorded)


class Jostling(MemoryLog):
    """A log on which somebody else is always faster than who carries much."""

    def record(self, batch: Batch) -> Appended | Moved | Repeated:
        if len(batch.requests) > 2:
            process(self).record(RESTOCK, OPERATOR)
        return super().record(batch)


def test_who_is_overtaken_again_and_again_carries_less_and_gets_on() -> None:
    log = Jostling()
    ledger = earned(log)
    done = ledger.record_each([(RESTOCK, OPERATOR)] * 32)
    assert [type(one) for one in done] == [Recorded] * 32
    assert_warm_is_cold(ledger, log)


def test_a_long_batch_is_not_contention() -> None:
    """A batch that is stored piece by piece gets on with every piece."""
    log = MemoryLog()
    ledger = process(log)
    with limits(FACTS_A_HAND=0):
        requests = [(JoinBranch(employee=f"e{n}", branch="CD"), OPERATOR) for n in range(3 * settling.ATTEMPTS)]
        assert all(isinstance(outcome, Recorded) for outcome in ledger.record_each(requests))


def test_threads_and_processes_that_race_for_the_last_units_get_each_unit_once() -> None:
    log = MemoryLog()
    earned(log, 1_000).record(RestockReward(reward="MUG", units=17), OPERATOR)
    processes = [process(log, 3), process(log, 3)]
    outcomes: list[Recorded | Refused] = []

    def race(ledger: Ledger) -> None:
        for _ in range(5):
            outcomes.extend(ledger.record_each([(REDEEM, OPERATOR)] * 2))

    threads = [Thread(target=race, args=(processes[number % 2],)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert redeemed(log) == 20 == sum(isinstance(outcome, Recorded) for outcome in outcomes)
    assert {outcome.code for outcome in outcomes if isinstance(outcome, Refused)} == {"STOCK_EXHAUSTED"}
    for ledger in processes:
        assert_warm_is_cold(ledger, log)


def test_callers_on_an_event_loop_share_commits_and_get_their_own_answers() -> None:
    log = MemoryLog()
    ledger = earned(log)

    async def callers() -> list[Recorded | BaseException]:
        return await asyncio.gather(*(ledger.submit((REDEEM,), OPERATOR) for _ in range(20)), return_exceptions=True)

    outcomes = asyncio.run(callers())
    ledger.close()
    assert sum(isinstance(outcome, Recorded) for outcome in outcomes) == 3 == redeemed(log)
    assert {type(one).__name__ for one in outcomes} == {"Recorded", "StockExhausted"}


def test_when_too_many_wait_the_next_is_told_to_try_again() -> None:
    ledger = earned(MemoryLog())
    with limits(WAITING_MAX=0), pytest.raises(Overloaded):
        asyncio.run(ledger.submit((REDEEM,), OPERATOR))
