"""Figures from facts alone are those of the views, and those of a plain bookkeeper."""

import json
from decimal import Decimal
from hashlib import sha256
from itertools import islice

import pytest
from completeness.scene import YEAR, Company, bookkept, middle, told
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import events as e
from ledger.periods import Period
from projections import balances
from projections.audit.figures.balance import balance
from projections.audit.figures.movements import legs
from projections.audit.figures.totals import Counted, Recorded, Totals, first_wrong
from projections.audit.figures.year import Dated, Year, listed, read_year
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import moment_text
from projections.connecting import connected
from projections.follow import catch_up

SALT = bytes(range(32))


def dated(position: int, fact: e.Event) -> Dated:
    data, at = fact.model_dump_json(), moment_text(fact.effective_at)
    return Dated(position, type(fact).__name__, 1, data, at, getattr(fact, "employee", None))


def test_everybodys_balance_is_that_of_the_views(company: Company) -> None:
    company.record(seed=5, count=1500)
    facts = company.facts()
    with connected(company.url) as reader:
        catch_up(reader)
        for one in balances.balances(reader, limit=500):
            theirs = [fact for _, fact in facts if getattr(fact, "employee", None) == one.employee]
            moved = [leg for fact in theirs for leg in legs(type(fact).__name__, 1, fact.model_dump_json())]
            said = balance(moved)
            assert {"pending": 0, "paid_out": 0, **said, "credits": Decimal(str(said["credits"]))} == {
                name: value for name, value in one._asdict().items() if name != "employee"
            }
            assert any(leg.employee == one.employee for leg in moved)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 400), st.integers(0, 2))
def test_a_year_is_what_a_bookkeeper_says(seed: int, count: int, cut: int) -> None:
    facts = list(enumerate(islice(told(seed, people=5), count), 1))
    turn = middle(facts)
    period = (YEAR, Period("2025", turn, YEAR.ends), Period("2025", YEAR.begins, turn))[cut]
    categories = dict(listed(dated(*one)) for one in facts if isinstance(one[1], e.CourseListed | e.CourseRevised))
    for who, right in bookkept(facts, period).items():
        year = Year(who, period.name, moment_text(period.begins), moment_text(period.ends))
        for one in facts:
            if getattr(one[1], "employee", None) == who:
                year.add(dated(*one))
        said = read_year(year.leaf(SALT, categories))
        assert said["points"] == right["points"]
        assert {name: Decimal(amount) for name, amount in said["credits"].items()} == right["credits"]
        assert said["facts"] == right["facts"]
        positions = "".join(f"{position}\n" for position in right["positions"])
        assert said["positions_sha256"] == sha256(positions.encode()).hexdigest()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 300), st.data())
def test_control_totals_are_what_a_bookkeeper_says(seed: int, count: int, data: st.DataObject) -> None:
    facts = list(islice(told(seed, people=5), count))
    counted = [Counted(n, type(fact).__name__, 1, fact.model_dump_json()) for n, fact in enumerate(facts, 1)]
    totals = Totals()
    for one in counted:
        totals.add(one)
    said = totals.told()
    assert sum(said["facts"].values()) == count
    assert said["facts"] == {name: sum(type(f).__name__ == name for f in facts) for name in said["facts"]}
    assert Decimal(said["credits_awarded"]) == sum(f.credits for f in facts if isinstance(f, e.CreditsAwarded))
    assert Decimal(said["credits_reversed"]) == sum(f.credits for f in facts if isinstance(f, e.CreditsReversed))
    assert said["points_earned"] == sum(f.points for f in facts if isinstance(f, e.PointsEarned))
    assert said["points_expired"] == sum(f.points for f in facts if isinstance(f, e.PointsExpired))
    assert said["points_reversed"] == sum(f.points for f in facts if isinstance(f, e.PointsReversed))
    assert said["points_spent"] == sum(f.price for f in facts if isinstance(f, e.RedemptionFulfilled))
    assert said["points_refunded"] == sum(f.price for f in facts if isinstance(f, e.RedemptionRefunded))
    assert said["points_deducted"] == sum(f.points for f in facts if isinstance(f, e.PointsDeducted))
    assert said["points_paid_out"] == sum(f.points for f in facts if isinstance(f, e.PointsPaidOut))
    assert said["debt_waived"] == sum(f.points for f in facts if isinstance(f, e.DebtWaived))
    assert said["redemptions"] == sum(isinstance(f, e.RedemptionRequested) for f in facts)
    cut = data.draw(st.integers(0, count))
    day = Totals()
    for one in counted[:cut]:
        day.add(one)
    rest = Totals()
    for one in counted[cut:]:
        rest.add(one)
    both = [
        Recorded(count + 1, "2025-01-06", 1, cut, day.told(), day.told()),
        Recorded(count + 2, "2025-01-07", cut + 1, count, rest.told(), said),
    ]
    assert first_wrong(both, counted) is None
    lost = data.draw(st.integers(0, count - 1))
    wrong = first_wrong(both, counted[:lost] + counted[lost + 1 :])
    assert wrong is not None
    assert wrong.period == ("2025-01-06" if lost < cut else "2025-01-07")


@pytest.mark.parametrize(
    ("kind", "version", "data"),
    [
        ("PointsEarned", 5, '{"employee":"E-1","points":1}'),
        ("PointsReversed", 2, '{"employee":"E-1","points":1,"taken":1,"debt":0,"pending":null}'),
        ("PointsEarned", 1, '{"employee":"E-1","points":1.0}'),
        ("PointsEarned", 1, '{"employee":"E-1","points":true}'),
        ("PointsEarned", 1, '{"employee":"E-1","points":99999999999999999999}'),
        ("PointsEarned", 1, '{"employee":7,"points":1}'),
        ("PointsReversed", 1, '{"employee":"E-1","points":1,"taken":1}'),
        ("CreditsAwarded", 1, '{"employee":"E-1","credits":"1.5"}'),
        ("CreditsAwarded", 1, '{"employee":"E-1","credits":1.50}'),
        ("CreditsAwarded", 1, '{"employee":"E-1","credits":"NaN"}'),
        ("CreditsAwarded", 1, "[]"),
        ("CreditsAwarded", 1, "[" * 100_000),
        ("CreditsAwarded", 1, ""),
    ],
)
def test_data_that_is_no_figure_is_invalid(kind: str, version: int, data: str) -> None:
    with pytest.raises(Invalid):
        legs(kind, version, data)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_year_or_invalid(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_year(content)


def test_a_year_whose_points_do_not_add_up_is_none() -> None:
    leaf = Year("E-1", "2025", "2025-01-01", "2026-01-01").leaf(SALT, {})
    assert read_year(leaf)["points"]["closing"] == 0
    for name in json.loads(leaf)["points"]:
        with pytest.raises(Invalid, match="moved between"):
            read_year(leaf.replace(f'"{name}":0'.encode(), f'"{name}":1'.encode()))
