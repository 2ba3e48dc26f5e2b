"""500 callers, 50 units, a limit a person, an approval each, four processes that are killed: 50 holds and no orphan."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from faults.callers import redemption_of
from faults.linearizable import RECORDED, UNKNOWN
from faults.processes import all_gone, writer
from faults.scene import points, rewards, set_up
from faults.witness import assert_faultless
from faults.writer import Task

from ledger import events as e
from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.limit_reward import LimitReward
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.reject_redemption import RejectRedemption
from ledger.log.postgres import PostgresLog, datastore
from ledger.log.stored import decode
from ledger.models.model import Model
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar
from ledger.models.shelf import Shelf
from ledger.recording import Command

UNITS, PRICE, WRITERS = 50, 201, 4
CROWD = [f"e{n}" for n in range(250)]


def raced(url: str, folder: Path, asked: Sequence[tuple[str, Command]], rounds: int) -> list[Path]:
    """Deal it out to four processes, kill each of them in every round, and let their successors end it."""
    folder.mkdir()
    plan = [(key, type(command).__name__, command.model_dump(mode="json")) for key, command in asked]
    tasks = [Task(url, str(folder / f"writer-{n}"), f"w{n}", plan=tuple(plan[n::WRITERS])) for n in range(WRITERS)]
    chance = random.Random(rounds)
    children = [writer(task) for task in tasks]
    with all_gone(children):
        for _ in range(rounds):
            for n in range(WRITERS):
                time.sleep(chance.uniform(0.0, 0.3))
                children[n].kill()
                children[n] = writer(tasks[n])
        for child in children:
            child.wait_for("done")
            child.finish()
    return [Path(task.journal) for task in tasks]


def facts_of(url: str) -> list[e.Event]:
    log = PostgresLog(datastore(url))
    try:
        return [decode(fact) for fact in log.between(1, log.head())]
    finally:
        log.close()


def folded(model: Model, facts: Sequence[e.Event]) -> None:
    for fact in facts:
        if isinstance(fact, model.reads) and set(model.tags) <= set(fact.tags):
            model.apply(fact)


def assert_no_orphan(facts: Sequence[e.Event]) -> Counter[str]:
    """Every unit and every point is where some redemption says it is; count the redemptions by state."""
    named = [fact.redemption for fact in facts if isinstance(fact, e.RedemptionRequested)]
    assert len(named) == len(set(named))
    redemptions = [RedemptionSoFar(name) for name in named]
    away: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in redemptions:
        folded(one, facts)
        assert one.request is not None
        for lot, part in (*one.held, *one.spent):
            away[one.request.employee][lot] += part
    shelf = Shelf("leave")
    folded(shelf, facts)
    assert shelf.held == sum(one.waiting for one in redemptions)
    assert shelf.stock is not None
    assert shelf.stock.left + shelf.held + sum(one.kept for one in redemptions) == UNITS
    for person in CROWD:
        purse = Purse(person)
        folded(purse, facts)
        assert {name: lot.points - lot.left for name, lot in purse.lots.items()} == {
            name: away[person][name] for name in purse.lots
        }
    return Counter(one.state for one in redemptions)


@pytest.mark.parametrize("rounds", [1, pytest.param(8, marks=pytest.mark.soak)])
def test_500_callers_on_50_units_hold_50_and_each_is_settled_once(
    ledger_database: str, tmp_path: Path, rounds: int
) -> None:
    begun_at = set_up(
        ledger_database,
        [
            *rewards(["leave"], stock=UNITS, price=PRICE),
            LimitReward(reward="leave", holder="person", period="year", units=1),
            *points(CROWD, 2 * PRICE),
            *(AssignManager(employee=one, manager="boss") for one in CROWD),
        ],
    )
    asked = [(f"k{n}", RedeemReward(employee=CROWD[n % len(CROWD)], reward="leave")) for n in range(500)]
    journals = raced(ledger_database, tmp_path / "asking", asked, rounds)
    operations = assert_faultless(ledger_database, journals, begun_at)
    answers = {one.key: one.outcome for one in operations if one.outcome != UNKNOWN}
    assert Counter(answers.values())[RECORDED] == UNITS
    assert set(answers.values()) == {RECORDED, "STOCK_EXHAUSTED", "LIMIT_REACHED"}
    facts = facts_of(ledger_database)
    assert assert_no_orphan(facts) == {"requested": UNITS}

    settled_from = len(facts)
    settling: list[tuple[str, Command]] = []
    for key in (key for key, outcome in answers.items() if outcome == RECORDED):
        name = redemption_of(key)
        settling += [
            (f"yes-{key}@boss", ApproveRedemption(redemption=name)),
            (f"no-{key}@boss", RejectRedemption(redemption=name, because="TEAM_SHORT")),
            (f"off-{key}", CancelRedemption(redemption=name)),
            (f"got-{key}", FulfilRedemption(redemption=name)),
        ]
    journals = raced(ledger_database, tmp_path / "settling", settling, rounds)
    assert_faultless(ledger_database, journals, settled_from)
    states = assert_no_orphan(facts_of(ledger_database))
    assert sum(states.values()) == UNITS
    assert set(states) <= {"approved", "rejected", "cancelled", "fulfilled"}
