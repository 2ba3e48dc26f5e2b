"""What the machine did, on PostgreSQL: views balance at every position, and in the end they say what is on paper."""

from collections import Counter

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from points.machine import Points
from points.scene import PEOPLE
from views.appending import append
from views.conftest import log, reader

from ledger.log.stored import decode
from projections import balances, bookmarks, lots, redemptions
from projections.advance import advance
from projections.audit.figures.movements import legs
from projections.trial_balance import OVERDRAWN, total, trial_balance
from projections.views import VIEWS

__all__ = ["log", "reader"]

STATES = ("pending", "active", "held", "spent", "expired", "reversed", "paid_out", "debt")
WATCHED = [view for view in VIEWS if view.NAME in ("balances", "journal", "lots", "people", "redemptions")]
SUMS = """
select employee, sum(pending)::int, sum(active)::int, sum(used)::int, sum(expired)::int,
       bool_and(points = pending + active + used + settled + expired + reversed + paid_out
                and least(pending, active, used, settled, expired, reversed, paid_out) >= 0)
  from view_lots.lots group by employee
"""


class Remembered(Points):
    """Of some stories, the one in which most happened."""

    best: "Remembered | None" = None

    def teardown(self) -> None:
        super().teardown()
        if Remembered.best is None or self.happened() > Remembered.best.happened():
            Remembered.best = self

    def happened(self) -> tuple[int, int]:
        stored = self.spec.log.between(1, self.spec.log.head())
        return len({fact.type for fact in stored}), len(stored)


@pytest.fixture(scope="module")
def story() -> Remembered:
    run_state_machine_as_test(
        Remembered,
        settings=settings(
            max_examples=6,
            stateful_step_count=60,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Remembered.best is not None
    assert Remembered.best.happened() > (20, 100), "too little to see"
    return Remembered.best


def test_at_every_position_the_trial_balance_is_zero_and_lots_are_the_balance(
    story: Remembered, log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    stored = story.spec.log.between(1, story.spec.log.head())
    append(log, [decode(fact) for fact in stored])
    bookmarks.install(reader, WATCHED, "live")
    books: dict[str, Counter[str]] = {}
    for position, fact in enumerate(stored, 1):
        step = advance(reader, WATCHED, limit=1)
        assert step is not None
        assert (step.until, step.failed) == (position, ())
        moved = [leg for leg in legs(fact.type, fact.version, fact.data) if leg.kind == "points"]
        if not moved and fact.type != "RedemptionFulfilled":
            continue
        for leg in moved:
            books.setdefault(leg.employee, Counter()).update(
                {leg.source: -int(leg.amount), leg.target: int(leg.amount)}
            )
        check(reader, books)
    agree_with_paper(story, reader)


def check(reader: psycopg.Connection, books: dict[str, Counter[str]]) -> None:
    lines = trial_balance(reader)
    assert total(lines, "points") == total(lines, "credits") == 0
    assert [line for line in lines if line.below_zero and line.state not in OVERDRAWN] == []
    by_lot = {row[0]: row[1:] for row in reader.execute(SUMS).fetchall()}
    for balance in balances.balances(reader, limit=100):
        book = books.get(balance.employee, Counter())
        assert {state: getattr(balance, state) for state in STATES} == {
            state: -book[state] if state == "debt" else book[state] for state in STATES
        }
        used = balance.held + balance.spent
        sums = (balance.pending, balance.active, used, balance.expired, True)
        assert by_lot.get(balance.employee, (0, 0, 0, 0, True)) == sums


def agree_with_paper(story: Remembered, reader: psycopg.Connection) -> None:
    for who in PEOPLE:
        for lot in lots.lots(reader, who, limit=10_000):
            paper = story.oracle.accounts[who].lots[lot.lot]
            assert (lot.pending, lot.active, lot.settled, lot.expired) == (
                paper.pending,
                paper.left,
                paper.settled,
                paper.expired,
            )
            assert lot.used == paper.held + paper.spent
    seen = {one.redemption: one for one in redemptions.redemptions(reader, limit=1_000)}
    assert seen.keys() == story.oracle.requests.keys()
    for name, request in story.oracle.requests.items():
        assert seen[name].state == request.state
        assert (seen[name].fulfilled - seen[name].refunded, seen[name].used) == (request.kept, request.used)
        assert tuple(seen[name].approved_by) == tuple(request.approvers)
