"""Every promise about speed, as data. Our own side comes in from outside: only its shape is known here."""

from collections.abc import Sequence

from benchmarks.measure import MEMORY, P50, P95, P99, RATE, Bound, Load, Reading, Side, Target, loads, seconds_for
from benchmarks.merit import Ours
from benchmarks.peers.limits import CommitsFromC, CommitsFromPython, Copying
from benchmarks.peers.mutable_lots import MutableLots
from benchmarks.peers.sql_ledger import SqlLedger
from benchmarks.peers.stock_aggregates import aggregates, cached_aggregates
from benchmarks.peers.stock_dcb import groups, slices
from benchmarks.peers.stock_lots import StockLots
from benchmarks.workload import CONTENDED_REWARDS, MANY_CALLERS, SPREAD_REWARDS, SQL_CLIENTS, SWEPT_CALLERS

STOCK = {"aggregates": aggregates, "cached-aggregates": cached_aggregates, "slices": slices, "groups": groups}
ATTENDEES = 500
REBUILT_FACTS = 1_000_000
PASSERS_BY = 200_000
ENTRIES = 5_000
LOTS, SAMPLED_LOTS = 50_000, 5_000
LIVED, STANDING, OF_A_GROUP = 4_000, 20_000, 100_000
AUDITORS = 4


def targets(ours: Ours) -> list[Target]:
    """All promises, the comparisons first."""
    return [
        *_contended(ours),
        *_spread(ours),
        *_writing(ours),
        *_settling(ours),
        *_serving(ours),
        *_reading(ours),
        *_standing(ours),
        *_proving(ours),
    ]


def peer_loads() -> tuple[Load, ...]:
    """Every peer and every limit under every number of callers it is tried with."""
    contended = (*_stock_at_any(CONTENDED_REWARDS), *_sql(CONTENDED_REWARDS))
    spread = (*_stock_at_any(SPREAD_REWARDS), *_sql(SPREAD_REWARDS))
    batches = [CommitsFromPython(rows) for rows in (1, 300, 3_000)]
    return (*contended, *spread, *loads([CommitsFromC()], (1, 16)), *loads(batches, (1,)))


def _stock_at_any(rewards: int) -> tuple[Load, ...]:
    sides = list(STOCK.values())
    alone = loads([side(rewards, processes=1) for side in sides], SWEPT_CALLERS)
    return alone + loads([side(rewards, processes=2) for side in sides], SWEPT_CALLERS[1:])


def _sql(rewards: int) -> tuple[Load, ...]:
    return loads([SqlLedger(rewards)], SQL_CLIENTS)


def _contended(ours: Ours) -> list[Target]:
    mine = loads([ours.redemption(CONTENDED_REWARDS)], (MANY_CALLERS,))
    each = [
        Target(
            f"contended-vs-{name}",
            f"One popular reward, {MANY_CALLERS} callers on both sides: redemptions per second",
            mine,
            loads([side(CONTENDED_REWARDS, 1), side(CONTENDED_REWARDS, 2)], (MANY_CALLERS,)),
            RATE,
            wanted=40,
        )
        for name, side in STOCK.items()
    ]
    any_load = "One popular reward, the peer with as many callers as suit it best: redemptions per second"
    return [
        *each,
        Target("contended-vs-stock-best", any_load, mine, _stock_at_any(CONTENDED_REWARDS), RATE, wanted=15),
        Target("contended-vs-sql-ledger", any_load, mine, _sql(CONTENDED_REWARDS), RATE, wanted=6),
    ]


def _spread(ours: Ours) -> list[Target]:
    mine = loads([ours.redemption(SPREAD_REWARDS)], SWEPT_CALLERS)
    meaning = f"{SPREAD_REWARDS} rewards, both sides with the callers that suit them best: redemptions per second"
    return [
        Target("spread-vs-stock-best", meaning, mine, _stock_at_any(SPREAD_REWARDS), RATE, wanted=8),
        Target("spread-vs-sql-ledger", meaning, mine, _sql(SPREAD_REWARDS), RATE, wanted=3),
    ]


def _writing(ours: Ours) -> list[Target]:
    alone: Sequence[int] = (1,)
    return [
        Target(
            "one-caller-vs-bare-commit",
            "One caller: the median redemption against the median one-row INSERT commit from psycopg",
            loads([ours.redemption(CONTENDED_REWARDS)], alone),
            loads([CommitsFromPython()], alone),
            P50,
            wanted=3,
            bound=Bound.AT_MOST,
        ),
        Target(
            "two-writers-vs-one",
            "Two writer processes against one, nothing lost or doubled: redemptions per second",
            loads([ours.redemption(SPREAD_REWARDS, processes=2)], (MANY_CALLERS,)),
            loads([ours.redemption(SPREAD_REWARDS)], (MANY_CALLERS,)),
            RATE,
            wanted=0.55,
        ),
        _at_most("session-close", f"Closing a session of {ATTENDEES}", ours.session_close(ATTENDEES), P50, 150),
        _at_least("import", "Importing a file end to end, in facts", ours.importing(), 12_000),
    ]


def _settling(ours: Ours) -> list[Target]:
    side, alone, seconds = ours.settling(LOTS), (1,), seconds_for(1_000_000)
    meaning = "Lots whose last day has passed, {}: lots a second"
    return [
        _at_most("expiry", "Settling a million lots whose last day has passed", side, seconds, 180),
        *(
            Target(f"expiry-vs-{name}", meaning.format(said), loads([side], alone), loads([peer], alone), RATE, wanted)
            for name, said, peer, wanted in (
                ("stock", "a sample by the library's aggregates, a hundred people a save", StockLots(SAMPLED_LOTS), 5),
                ("update", "by one UPDATE of a table that keeps no history", MutableLots(LOTS), 0.02),
                ("copy", "as many facts by COPY with nothing decided or indexed", Copying(LOTS), 0.02),
            )
        ),
    ]


def _serving(ours: Ours) -> list[Target]:
    return [
        Target(
            "http-vs-parsing",
            f"{MANY_CALLERS} connections: redeeming against parsing the same body and inserting nothing",
            loads([ours.http_redemption()], (MANY_CALLERS,)),
            loads([ours.http_parsing()], (MANY_CALLERS,)),
            RATE,
            wanted=0.6,
        ),
        _at_least("webhooks", "Webhooks accepted by a receiver of this machine", ours.delivering(), 500),
        _at_most("visible", "From the command to its effect in a query, p99", ours.visibility(), P99, 50),
        _at_most("memory", f"While {PASSERS_BY:,} people pass by", ours.passing_by(PASSERS_BY), MEMORY, 400),
    ]


def _reading(ours: Ours) -> list[Target]:
    rebuilding, seconds = ours.rebuilding(REBUILT_FACTS), seconds_for(REBUILT_FACTS)
    return [
        _at_least("follow", "Facts into all views", ours.following(), 40_000),
        _at_most("statement", f"An account of {ENTRIES:,} entries, p95", ours.stating(ENTRIES), P95, 50),
        _at_most("rebuild", f"Rebuilding all views from {REBUILT_FACTS:,} facts", rebuilding, seconds, 60),
    ]


def _standing(ours: Ours) -> list[Target]:
    everybody, of_all = seconds_for(OF_A_GROUP), f"of {OF_A_GROUP:,} people, at the rate of {LIVED:,}"
    company = f"in a company of {STANDING:,}, p95"
    return [
        _at_most("compliance", f"Recomputing the year {of_all}", ours.recomputing(LIVED), everybody, 60),
        _at_most("simulation", f"A draft policy over the year {of_all}", ours.simulating(LIVED), everybody, 90),
        _at_most("year-close", f"Closing the year {of_all}", ours.closing_year(LIVED), everybody, 300),
        _at_most("branch-page", f"A page of a branch {company}", ours.branch_page(STANDING), P95, 100),
        _at_most("explain-credits", f"Why a person has these credits {company}", ours.explaining(STANDING), P95, 50),
    ]


def _proving(ours: Ours) -> list[Target]:
    million = seconds_for(1_000_000)
    return [
        _at_least("sealing", "A backlog of facts put under a signed root", ours.sealing(), 60_000),
        _at_most("verify-credit", "Checking the proof of one fact", ours.checking_credit(), P99, 200),
        _at_most("verify-log", "Checking a whole log of a million facts", ours.checking("log"), million, 10),
        _at_most("verify-db", "Checking the database of a million facts", ours.checking("db"), million, 60),
        Target(
            "proof-over-http",
            f"{AUDITORS} connections: an inclusion proof, p99",
            loads([ours.proving()], (AUDITORS,)),
            10,
            P99,
            wanted=1,
            bound=Bound.AT_MOST,
        ),
    ]


def _at_least(name: str, meaning: str, side: Side, wanted: float) -> Target:
    return Target(name, meaning, loads([side], (1,)), wanted, RATE, wanted=1)


def _at_most(name: str, meaning: str, side: Side, reading: Reading, wanted: float) -> Target:
    return Target(name, meaning, loads([side], (1,)), wanted, reading, wanted=1, bound=Bound.AT_MOST)
