"""How long one person's catalogue takes: `python -m benchmarks.catalogue_page`; the brief asks for 30 ms (p95).

1,000 rewards, each with an audience, limits for people and branches, price changes or a waiting list on some of them;
5,000 people in 20 branches with 100,000 redemptions of this year behind them. Pages are the API's largest.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

from benchmarks.latency import percentile
from benchmarks.ours.company import append, employee, reward
from benchmarks.server import running_server
from ledger import events as e
from ledger.log.migrate import migrate
from projections import catalogue
from projections.connecting import connected
from projections.follow import Follower

REWARDS, PEOPLE, BRANCHES, REDEMPTIONS, PAGES, PAGE = 1_000, 5_000, 20, 100_000, 1_000, 200
NOW = datetime.now(UTC)
BEGAN_AT = NOW - timedelta(days=300)


def main() -> None:
    """Fill a ledger, follow it, and ask."""
    dice = Random(1)
    with running_server() as server, server.database("catalogue_page") as database:
        migrate(database)
        append(database, _company(dice))
        append(database, _shelf(dice))
        append(database, _redemptions(dice))
        with connected(database) as connection:
            follower = Follower(connection)
            while follower.turn():
                pass
            server.settle(database)
            took, lines = [], 0
            for _ in range(PAGES):
                who, after = employee(dice.randrange(PEOPLE)), reward(dice.randrange(REWARDS))
                began = perf_counter()
                lines += len(catalogue.offers(connection, employee=who, after=after, limit=PAGE))
                took.append(perf_counter() - began)
    took.sort()
    p50, p95, p99 = (percentile(took, share) * 1_000 for share in (0.50, 0.95, 0.99))
    print(f"{REWARDS} rewards, {REDEMPTIONS} redemptions, {PAGES} pages of {lines / PAGES:.0f} lines:", end=" ")
    print(f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms")


def _branch(number: int) -> str:
    return f"B{number % BRANCHES}"


def _company(dice: Random) -> Iterator[e.Event]:
    for number in range(PEOPLE):
        who = employee(number)
        yield e.EmployeeJoined(employee=who, branch=_branch(number), effective_at=BEGAN_AT)
        level = f"P{dice.randrange(4)}"
        yield e.PositionAssigned(employee=who, position="engineer", level=level, effective_at=BEGAN_AT)
        yield e.PointsEarned(
            employee=who, session=None, lot="past", source="learning", points=100_000, effective_at=BEGAN_AT
        )


def _shelf(dice: Random) -> Iterator[e.Event]:
    for number in range(REWARDS):
        name = reward(number)
        about = {"reward": name, "effective_at": BEGAN_AT}
        yield e.RewardListed(**about, title=name, kind="goods", price=100, stock=1_000)
        for later in range(dice.randrange(4)):
            yield e.RewardRepriced(reward=name, price=100 + later, effective_at=NOW + timedelta(days=later - 2))
        if number % 3 == 0:
            branches = tuple(dice.sample([_branch(n) for n in range(BRANCHES)], BRANCHES // 2))
            yield e.RewardOffered(
                **about, begins_at=BEGAN_AT, ends_at=None, branches=branches, positions=("engineer",), levels=()
            )
        if number % 2 == 0:
            yield e.RewardLimited(**about, holder="person", period="year", units=5)
            yield e.RewardLimited(**about, holder="branch", period="quarter", units=500)
        if number % 10 == 0:
            for who in dice.sample(range(PEOPLE), 20):
                yield e.WaitingJoined(reward=name, employee=employee(who), effective_at=NOW)


def _redemptions(dice: Random) -> Iterator[e.Event]:
    for number in range(REDEMPTIONS):
        who, what = dice.randrange(PEOPLE), dice.randrange(REWARDS)
        about = {"redemption": f"Q{number}", "employee": employee(who), "reward": reward(what)}
        at = BEGAN_AT + timedelta(minutes=dice.randrange(300 * 24 * 60))
        lots = (e.LotPart("past", 100),)
        branch = _branch(who) if what % 2 == 0 else None
        yield e.RedemptionRequested(**about, price=100, lots=lots, branch=branch, effective_at=at)
        yield e.RedemptionFulfilled(**about, price=100, effective_at=at)


if __name__ == "__main__":
    main()
