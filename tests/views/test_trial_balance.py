"""The trial balance comes to zero, and nobody has less than nothing, at every position of random histories."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice

import pytest
from cli.program import merit, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scheduled.scene import Office
from views.history import History

from ledger import events as e
from projections import balances
from projections.audit.figures.movements import legs
from projections.trial_balance import OVERDRAWN, trial_balance

ADDED = 400


@pytest.fixture
def office(ledger_database: str) -> Iterator[Office]:
    with Office.open(ledger_database) as opened:
        yield opened


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_every_fact_balances_and_no_state_is_ever_below_zero(seed: int) -> None:
    """By the auditors' table, fact after fact."""
    standing: dict[tuple[str, str], Decimal] = {}
    for fact in islice(History(seed, people=6, attendees=4).facts(), 600):
        moved = legs(type(fact).__name__, type(fact).schema_version, fact.model_dump_json())
        assert all(leg.amount >= 0 for leg in moved), fact
        for leg in moved:
            for state, amount in ((leg.target, leg.amount), (leg.source, -leg.amount)):
                if leg.kind == "points":
                    key = (leg.employee, state)
                    standing[key] = standing.get(key, Decimal(0)) + amount
        assert sum(standing.values()) == 0
        assert all(amount >= 0 for (_, state), amount in standing.items() if state not in OVERDRAWN), fact


@given(effective=st.integers(0, ADDED - 1), known=st.integers(0, 19))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_balances_of_all_states_come_to_zero_as_of_either_clock(office: Office, effective: int, known: int) -> None:
    facts = recorded(office)
    stamps = office.reader.execute("select distinct recorded_at from ledger.events order by 1").fetchall()
    for clocks in (
        {},
        {"as_of": facts[effective].effective_at},
        {"recorded_as_of": stamps[known][0]},
        {"as_of": facts[effective].effective_at, "recorded_as_of": stamps[known][0]},
    ):
        lines = trial_balance(office.reader, **clocks)
        for kind in ("credits", "points"):
            assert sum(line.balance for line in lines if line.kind == kind) == 0
        assert all(line.balance == line.came_in - line.went_out for line in lines)
        assert all(line.balance.as_tuple().exponent == (0 if line.kind == "points" else -2) for line in lines)
        if "as_of" not in clocks:
            assert [line for line in lines if line.kind == "points" and line.below_zero] == []


def recorded(office: Office) -> list[e.Event]:
    facts = list(islice(History(8, people=6, attendees=4).facts(), ADDED))
    if office.ledger.log.head() == 0:
        for start in range(0, ADDED, ADDED // 20):
            office.record(facts[start : start + ADDED // 20])
        office.follow("journal", "balances", "people")
    return facts


def test_the_lines_are_the_sums_of_everybodys_balances(office: Office) -> None:
    recorded(office)
    lines = {line.state: line.balance for line in trial_balance(office.reader) if line.kind == "points"}
    everybody = balances.balances(office.reader, limit=100)
    for state in ("pending", "active", "held", "spent", "expired", "reversed", "paid_out"):
        assert lines.get(state, 0) == sum(getattr(one, state) for one in everybody)
    assert lines["debt"] == -sum(one.debt for one in everybody)


def test_an_entry_that_takes_more_than_there_is_is_found(office: Office) -> None:
    recorded(office)
    assert merit("trial-balance", url=office.url).returncode == 0
    told = said(merit("trial-balance", "--json", url=office.url))
    assert set(map(Decimal, told["sums"].values())) == {Decimal(0)}
    office.reader.execute(
        "update view_journal.entries set amount = amount + 1000000 where (position, entry) = "
        "(select position, entry from view_journal.entries where from_state = 'active' limit 1)"
    )
    assert merit("trial-balance", url=office.url).returncode == 1


def test_the_command_line_asks_as_of_a_day(office: Office) -> None:
    recorded(office)
    long_ago = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=1)
    assert said(merit("trial-balance", "--as-of", long_ago.isoformat(), "--json", url=office.url))["lines"] == []
