"""The check finds what it is there to find: every mutation of a faultless history is named."""

import random
from collections.abc import Callable
from time import monotonic

import pytest
from faults.linearizable import RECORDED, Flaw, Observation, Operation, Written, check
from faults.oracle import Shop

from ledger.decisions.redeem_reward import RedeemReward

REWARDS = [f"r{n}" for n in range(50)]
SCENE = [Written(n, "scene", "RewardListed", {"reward": r, "price": 1, "stock": 9}) for n, r in enumerate(REWARDS, 1)]


class History:
    """What a faultless ledger would have answered."""

    def __init__(self, operations: int) -> None:
        chance = random.Random(3)
        self.log = list(SCENE)
        self.log.append(Written(51, "scene", "PointsEarned", {"employee": "lin", "points": operations}))
        self.operations: list[Operation] = []
        self.observations: list[Observation] = []
        truth = Shop()
        for fact in self.log:
            truth.take(fact)
        for n in range(operations):
            command = RedeemReward(employee="lin", reward=chance.choice(REWARDS))
            outcome, position, key = truth.answer(command), len(self.log) + 1, f"k{n}"
            about = {"employee": "lin", "reward": command.reward, "price": 1, "redemption": key, "code": outcome}
            kind = "RedemptionRequested" if outcome == RECORDED else "CommandRefused"
            self.log.append(Written(position, key, kind, about))
            truth.take(self.log[-1])
            told = position if outcome == RECORDED else None
            self.operations.append(Operation(key, command, n, n + 0.5, outcome, told))
            left = truth.value(command.reward)
            self.observations.append(Observation(command.reward, n + 0.6, position, left))

    def flaws(self) -> list[Flaw]:
        return check(self.operations, self.observations, self.log, Shop(), begun_at=51)

    def renumber(self) -> None:
        self.log = [fact._replace(position=n) for n, fact in enumerate(self.log, 1)]

    def change(self, n: int, **fields: object) -> None:
        self.operations[n] = self.operations[n]._replace(**fields)  # type: ignore[arg-type]


def lost(history: History) -> None:
    del history.log[151]
    history.renumber()


def torn_out(history: History) -> None:
    del history.log[151]


def doubled(history: History) -> None:
    history.log.insert(200, history.log[151])
    history.renumber()


def doubled_at_once(history: History) -> None:
    history.log.insert(152, history.log[151])
    history.renumber()


def moved(history: History) -> None:
    history.change(100, position=151)


def swapped(history: History) -> None:
    history.log[151], history.log[152] = history.log[152], history.log[151]
    history.renumber()


def applied_though_refused(history: History) -> None:
    history.change(100, outcome="STOCK_EXHAUSTED", position=None)


def refused_though_told_recorded(history: History) -> None:
    history.log[151] = history.log[151]._replace(type="CommandRefused")


def unasked(history: History) -> None:
    history.log.append(history.log[151]._replace(position=len(history.log) + 1, key="nobody"))


def oversold(history: History) -> None:
    n = next(n for n, one in enumerate(history.operations) if one.outcome == "STOCK_EXHAUSTED")
    history.change(n, outcome=RECORDED, position=52 + n)
    history.log[51 + n] = history.log[51 + n]._replace(type="RedemptionRequested")


def wrongly_refused(history: History) -> None:
    history.change(100, outcome="STOCK_EXHAUSTED", position=None)
    body = {**history.log[151].body, "code": "STOCK_EXHAUSTED"}
    history.log[151] = history.log[151]._replace(type="CommandRefused", body=body)


def told_otherwise_on_repeating(history: History) -> None:
    history.operations.append(history.operations[100]._replace(outcome="STOCK_EXHAUSTED", position=None))


def stale(history: History) -> None:
    seen = history.observations[100]
    history.observations[100] = seen._replace(position=seen.position - 40)


def misread(history: History) -> None:
    history.observations[100] = history.observations[100]._replace(value=77)


MUTATIONS: dict[str, tuple[Callable[[History], None], set[str]]] = {
    "lost": (lost, {"LOST"}),
    "torn out": (torn_out, {"LOST", "HOLE"}),
    "doubled": (doubled, {"DOUBLED"}),
    "doubled at once": (doubled_at_once, {"DOUBLED"}),
    "moved": (moved, {"MOVED"}),
    "reordered": (swapped, {"REORDERED"}),
    "applied though refused": (applied_though_refused, {"REFUSED_BUT_APPLIED"}),
    "refused though told recorded": (refused_though_told_recorded, {"LOST"}),
    "unasked": (unasked, {"UNASKED"}),
    "oversold": (oversold, {"WRONG_ANSWER"}),
    "wrongly refused": (wrongly_refused, {"WRONG_ANSWER"}),
    "told otherwise on repeating": (told_otherwise_on_repeating, {"TWO_ANSWERS"}),
    "stale": (stale, {"STALE"}),
    "misread": (misread, {"WRONG_READ"}),
}


def test_a_faultless_history_has_no_flaw() -> None:
    assert History(2000).flaws() == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_mutation_is_caught(name: str) -> None:
    mutate, kinds = MUTATIONS[name]
    history = History(1000)
    mutate(history)
    assert kinds <= {flaw.kind for flaw in history.flaws()}


def test_an_answer_nobody_got_may_be_in_the_log_or_not() -> None:
    history = History(500)
    history.change(100, outcome="UNKNOWN", returned=None, position=None)
    history.operations.append(Operation("never arrived", history.operations[0].command, 1.0))
    assert history.flaws() == []


def test_checking_is_cheap() -> None:
    history = History(20_000)
    begun = monotonic()
    assert history.flaws() == []
    assert monotonic() - begun < 5
