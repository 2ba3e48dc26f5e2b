"""One hand in the air while the next is decided: whatever becomes of the first, nobody hears of facts that are not."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import DataError
from specs.spec import NOON, OPERATOR
from test_folds import REDEEM, RESTOCK, assert_warm_is_cold, earned, limits, process, redeemed

from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.redeem_reward import RedeemReward
from ledger.events import RedemptionRequested, RewardListed
from ledger.folds import Folds
from ledger.log.log import Appended, Batch, LogUnavailable, Moved, Repeated
from ledger.log.memory import MemoryLog
from ledger.log.stored import decode
from ledger.models.shelf import Shelf
from ledger.recording import Command, Recorded
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

Outcome = Recorded | BaseException
Asked = tuple[Command, str | None]

people = st.sampled_from(("lin", "mei", "zhou"))
commands: st.SearchStrategy[Command] = st.one_of(
    st.just(REDEEM),
    st.builds(RedeemReward, employee=people, reward=st.sampled_from(("MUG", "PEN"))),
    st.just(RESTOCK),
    st.builds(JoinBranch, employee=people, branch=st.just("CD"), since=st.none()),
)
asked = st.lists(st.tuples(commands, st.sampled_from((None, None, "k1", "k2", "k3"))), min_size=4, max_size=24)


class Accidental(MemoryLog):
    """A log that has an accident planned for each append."""

    def __init__(self) -> None:
        super().__init__()
        self.accidents: list[str] = []

    def record(self, batch: Batch) -> Appended | Moved | Repeated:
        time.sleep(0.0005)
        match self.accidents.pop(0) if self.accidents else "":
            case "somebody took what was read":
                process(self).record(RESTOCK, OPERATOR)
            case "somebody came in between":
                process(self).record(JoinBranch(employee=f"e{self.head()}", branch="CD"), OPERATOR)
            case "the reply was lost":
                super().record(batch)
                raise LogUnavailable("cut")
            case "the log was away":
                raise LogUnavailable("away")
            case "it cannot be stored":
                if any(entry.type == RedemptionRequested.__name__ for entry in batch.entries):
                    raise DataError("unstorable")
            case "somebody pressed control-c":
                raise KeyboardInterrupt
        return super().record(batch)


ACCIDENTS = (
    "",
    "",
    "somebody took what was read",
    "somebody came in between",
    "the reply was lost",
    "the log was away",
    "it cannot be stored",
)


@contextmanager
def half_in_the_air() -> Iterator[None]:
    with limits(MANY=1):
        yield


def all_at_once(ledger: Ledger, asked: Sequence[Asked]) -> list[Outcome]:
    async def say(n: int, command: Command, request: str | None) -> Recorded:
        await asyncio.sleep(n % 3 * 0.0005)  # some come when others are in the air
        return await ledger.submit((command,), OPERATOR._replace(request=request))

    async def ask() -> list[Outcome]:
        return await asyncio.gather(*(say(n, *one) for n, one in enumerate(asked)), return_exceptions=True)

    return asyncio.run(ask())


def is_new(outcome: Outcome) -> bool:
    return isinstance(outcome, Recorded) and not outcome.repeat


def assert_told_what_is_so(log: MemoryLog, outcomes: Sequence[Outcome]) -> None:
    positions: list[int] = []
    for outcome in outcomes:
        if isinstance(outcome, Recorded):
            assert tuple(decode(fact) for fact in log.between(outcome.first, outcome.last)) == outcome.events
            if is_new(outcome):
                positions += range(outcome.first, outcome.last + 1)
        else:
            assert isinstance(outcome, Refused | LogUnavailable | DataError), repr(outcome)
    assert len(set(positions)) == len(positions)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(asked, min_size=1, max_size=3), st.lists(st.sampled_from(ACCIDENTS), max_size=6), st.integers(1, 4))
def test_whatever_happens_to_a_hand_in_the_air_the_answers_are_what_the_log_says(
    rounds: Sequence[Sequence[Asked]], accidents: list[str], capacity: int
) -> None:
    log = Accidental()
    earned(log, 1_000)
    ledger = process(log, capacity)
    with half_in_the_air():
        for said in rounds:
            log.accidents = list(accidents)
            outcomes = all_at_once(ledger, said)
            assert_told_what_is_so(log, outcomes)
            firsts = [key for (_, key), one in zip(said, outcomes, strict=True) if key and is_new(one)]
            assert len(set(firsts)) == len(firsts)
            assert_warm_is_cold(ledger, log)
            stock = 3 + sum(fact.type == "RewardRestocked" for fact in log.between(1, log.head()))
            assert redeemed(log) <= stock
    ledger.close()


def test_the_next_hand_is_decided_while_the_one_before_is_in_the_air() -> None:
    seen: list[int] = []

    class Slow(MemoryLog):
        def record(self, batch: Batch) -> Appended | Moved | Repeated:
            if len(batch.requests) > 1 and not seen:
                decided.wait(5)
                seen.append(len(ledger._settling.hand.decided))
            return super().record(batch)

    decided = Event()
    log = Slow()
    ledger = earned(log, 1_000)
    ledger.record(RESTOCK.model_copy(update={"units": 100}), OPERATOR)
    waiting = ledger._await

    def await_(queued: int) -> None:
        decided.set()
        waiting(queued)

    with half_in_the_air(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "_await", await_)
        outcomes = all_at_once(ledger, [(REDEEM, None)] * 20)
    ledger.close()
    assert seen[0] > 0
    assert_told_what_is_so(log, outcomes)
    assert redeemed(log) == 20


def test_an_interrupt_answers_everybody_and_leaves_a_working_ledger() -> None:
    log = Accidental()
    ledger = earned(log)
    log.accidents = ["somebody pressed control-c"]
    with half_in_the_air(), pytest.raises(KeyboardInterrupt):
        ledger.record_each([(REDEEM, OPERATOR)] * 8)
    assert redeemed(log) == 0
    assert isinstance(ledger.record(REDEEM, OPERATOR), Recorded)
    assert_warm_is_cold(ledger, log)
    ledger.close()


def test_a_model_that_left_while_its_facts_were_in_the_air_is_simply_read_again() -> None:
    folds, shelf, other = Folds(1), Shelf("MUG"), Shelf("PEN")
    folds.keep([shelf, other])
    folds.speculate(RewardListed(reward="MUG", title="杯", kind="goods", price=1, stock=1, effective_at=NOON))
    folds.send()
    folds.trim()
    folds.undo()
    assert folds.get(Shelf("MUG")) is None
    assert folds.get(Shelf("PEN")) is other
