"""Ten callers a unit, a limit a person, an approval each, processes that are killed: each unit held, no orphan."""

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
from ledger.log.connections import datastore
from ledger.log.postgres import PostgresLog
from ledger.log.stored import decode
from ledger.models.model import Model
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar
from ledger.models.shelf import Shelf
from ledger.recording import Command

PRICE, WRITERS = 201, 4
CALLERS_A_UNIT, TIMES_A_CALLER = 10, 2


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


def assert_no_orphan(facts: Sequence[e.Event], crowd: Sequence[str], units: int) -> Counter[str]:
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
    assert shelf.stock.left + shelf.held + sum(one.kept for one in redemptions) == units
    for person in crowd:
        purse = Purse(person)
        folded(purse, facts)
        assert {name: lot.points - lot.left for name, lot in purse.lots.items()} == {
            name: away[person][name] for name in purse.lots
        }
    return Counter(one.state for one in redemptions)


@pytest.mark.parametrize(("units", "rounds"), [(10, 1), pytest.param(50, 8, marks=pytest.mark.soak)])
def test_every_unit_is_held_once_and_settled_once(
    ledger_database: str, tmp_path: Path, units: int, rounds: int
) -> None:
    crowd = [f"e{n}" for n in range(units * CALLERS_A_UNIT // TIMES_A_CALLER)]
    begun_at = set_up(
        ledger_database,
        [
            *rewards(["leave"], stock=units, price=PRICE),
            LimitReward(reward="leave", holder="person", period="year", units=1),
            *points(crowd, 2 * PRICE),
            *(AssignManager(employee=one, manager="boss") for one in crowd),
        ],
    )
    asked = [
        (f"k{n}", RedeemReward(employee=crowd[n % len(crowd)], reward="leave")) for n in range(units * CALLERS_A_UNIT)
    ]
    journals = raced(ledger_database, tmp_path / "asking", asked, rounds)
    operations = assert_faultless(ledger_database, journals, begun_at)
    answers = {one.key: one.outcome for one in operations if one.outcome != UNKNOWN}
    assert Counter(answers.values())[RECORDED] == units
    assert set(answers.values()) == {RECORDED, "STOCK_EXHAUSTED", "LIMIT_REACHED"}
    facts = facts_of(ledger_database)
    assert assert_no_orphan(facts, crowd, units) == {"requested": units}

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
    states = assert_no_orphan(facts_of(ledger_database), crowd, units)
    assert sum(states.values()) == units
    assert set(states) <= {"approved", "rejected", "cancelled", "fulfilled"}
