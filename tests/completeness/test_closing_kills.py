"""kill -9 while a year is closed, at any step: the same seal and the same carry-over as without."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg
import pytest
from cli.program import COMMAND, ROOT, environment
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from views.appending import append
from views.facts import policy

from ledger import events as e
from ledger.log.log import Fact
from ledger.log.stored import decode
from projections.audit import periods
from projections.connecting import opened

CLOSER = [sys.executable, str(Path(__file__).with_name("closer.py"))]
PEOPLE = [f"E-{number:02}" for number in range(11)]
BEGINS, ENDS = datetime(2024, 12, 31, 16, tzinfo=UTC), datetime(2025, 12, 31, 16, tzinfo=UTC)
KILLED, LIVED = -9, 0
# Closing, keeping the tree, sealing, forgetting other trees, three hands, and the end.
STEPS = 8
FEW = [(2, "after"), (3, "after"), (6, "before")]
ALL = [(step, moment) for step in range(1, STEPS + 1) for moment in ("before", "after")]
FACTS = f"select {', '.join(Fact._fields)} from ledger.events order by position"  # noqa: S608 - a fact's columns
Copies = Callable[[], str]


def learnt(number: int) -> list[e.Event]:
    """Everybody learns; some less than is owed, most more, and one more than may be carried over."""
    at, credits_ = datetime(2025, 3, 3, 4, tzinfo=UTC), Decimal(149 + 4 * number)
    return [
        e.EmployeeJoined(employee=PEOPLE[number], branch="CD", effective_at=BEGINS),
        e.CreditsAwarded(
            employee=PEOPLE[number], course="FIRE", activity="completion:X", credits=credits_, worth=credits_,
            kind="required", category="general", effective_at=at,
        ),
    ]  # fmt: skip


@pytest.fixture
def copies(postgres_url: str, ledger_database: str) -> Iterator[Copies]:
    """A company of which somebody began to close the year, as often as it is asked for."""
    carry = '{"requirement":{"carry_over":{"maximum_credits":"30.00","periods":1}}}'
    begun = e.ClosingBegun(
        period="2025", begins=BEGINS, ends=ENDS, beginner="zhou", because="YEAR_END", effective_at=ENDS
    )
    with psycopg.connect(ledger_database, autocommit=True) as log:
        for number in range(len(PEOPLE)):
            append(log, learnt(number))
        append(log, [*policy(carry, since="2025-01-01"), begun])
    with ExitStack() as stack:
        yield lambda: stack.enter_context(_copy(postgres_url, str(conninfo_to_dict(ledger_database)["dbname"])))


@contextmanager
def _copy(server: str, template: str) -> Iterator[str]:
    name = sql.Identifier(called := f"spec_{uuid4().hex}")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {} template {}").format(name, sql.Identifier(template)))
        admin.execute(sql.SQL("grant create, temporary on database {} to merit_follow").format(name))
        try:
            yield make_conninfo(server, dbname=called)
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(name))


def begun(*runs: tuple[str, int, str]) -> subprocess.Popen[str]:
    words = [str(word) for run in runs for word in run]
    env = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    return subprocess.Popen([*CLOSER, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> list[int]:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return [int(code) for code in out.split()]


def closed(*runs: tuple[str, int, str]) -> list[int]:
    """Let runs close years, one after another, and die; how each of them ended."""
    return ended(begun(*runs))


class End(NamedTuple):
    """What the log and the office came to."""

    steps: list[str]
    seals: list[e.PeriodSealed]
    carried: list[tuple[str, str, str]]
    trees: list[tuple[str, int]]


def end(url: str) -> End:
    with opened(url, "spec", periods.SETTINGS) as office:
        rows = office.execute(FACTS).fetchall()
        trees = office.execute("select root, count(*) from office.period_leaves group by root").fetchall()
        kept = office.execute("select root, people from office.period_trees").fetchall()
    assert trees == kept
    facts = [decode(Fact._make(row)) for row in rows]
    books = (e.PeriodClosed, e.PeriodSealed, e.CarryOverFinished, e.CommandRefused)
    return End(
        [type(fact).__name__ for fact in facts if isinstance(fact, books)],
        [fact for fact in facts if isinstance(fact, e.PeriodSealed)],
        [(one.employee, str(one.credits), one.lapses_with) for one in facts if isinstance(one, e.CreditsCarried)],
        trees,
    )


CARRIED = [(PEOPLE[number], f"{min(4 * number - 1, 30)}.00", "2026") for number in range(1, len(PEOPLE))]


def right(found: End) -> None:
    """One seal over everybody, and everybody's credits carried over once."""
    (seal,) = found.seals
    assert found.steps == ["PeriodClosed", "PeriodSealed", "CarryOverFinished"]
    assert found.trees == [(seal.root, len(PEOPLE))]
    assert (seal.people, found.carried) == (len(PEOPLE), CARRIED)


def test_a_run_that_lives_takes_so_many_steps(copies: Copies) -> None:
    url = copies()
    assert closed((url, 0, "after")) == [LIVED]
    right(end(url))
    assert closed((copies(), STEPS, "after"), (copies(), STEPS + 1, "before")) == [KILLED, LIVED]


@pytest.mark.parametrize("kills", [FEW, pytest.param(ALL, marks=pytest.mark.soak)], ids=["few", "all"])
def test_killed_at_any_step_it_comes_to_the_same_seal(copies: Copies, kills: list[tuple[int, str]]) -> None:
    runs = [(copies(), step, moment) for step, moment in kills]
    assert closed(*runs) == [KILLED] * len(runs)
    kept = [roots(url) for url, _, _ in runs]
    assert any(kept)
    assert closed(*[(url, 0, "after") for url, _, _ in runs]) == [LIVED] * len(runs)
    for (url, _, _), before in zip(runs, kept, strict=True):
        found = end(url)
        right(found)
        # A tree that was kept is the one that is sealed.
        assert {seal.root for seal in found.seals} >= before


def test_two_runs_at_once_seal_it_once_and_carry_over_once(copies: Copies) -> None:
    url = copies()
    assert closed((url, 1, "after")) == [KILLED]  # two people have closed it
    both = [begun((url, 0, "after")) for _ in range(2)]
    assert [ended(one) for one in both] == [[LIVED], [LIVED]]
    found = end(url)
    # Who came second was told so.
    right(found._replace(steps=[step for step in found.steps if step != "CommandRefused"]))


@pytest.mark.soak
def test_killed_by_the_clock_again_and_again_it_comes_to_the_same_seal(copies: Copies) -> None:
    url, chance = copies(), random.Random(5)
    codes: list[int] = []
    while LIVED not in codes:
        words = ["period", "seal", "2025", "--by", "qian"]
        process = subprocess.Popen([*COMMAND, *words], env=environment(url), stderr=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(0.5, 1.0 + len(codes) / 4))
        except subprocess.TimeoutExpired:
            process.kill()
        codes.append(process.wait())
    assert set(codes) == {KILLED, LIVED}
    right(end(url))


def roots(url: str) -> set[Any]:
    with opened(url, "spec", periods.SETTINGS) as office:
        return {root for (root,) in office.execute("select root from office.period_trees")}
