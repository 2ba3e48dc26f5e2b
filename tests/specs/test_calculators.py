"""Calculators: the vectors their standards publish, and what holds for each of them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.calculators import CALCULATORS, Basis, Calculator, Learnt, Worth
from ledger.calculators.hours import Hours
from ledger.calculators.iacet import Iacet
from ledger.calculators.nasba import Nasba

HALVES, FIFTHS = Nasba(), Nasba(increments_per_credit=5)
EVERY = [Hours(), HALVES, FIFTHS, Iacet()]
PLENTY = Decimal("1000.00")


def learnt(minutes: int, **said: object) -> Learnt:
    return Learnt.model_validate({"minutes": minutes, "of_minutes": 600, "whole": PLENTY} | said)


def credits_(calculator: Calculator, minutes: int, **said: object) -> str:
    return str(calculator.worth(learnt(minutes, **said)).credits)


@pytest.mark.parametrize(
    ("minutes", "earned"),
    [(0, "0.00"), (49, "0.00"), (50, "1.00"), (74, "1.00"), (75, "1.50"), (99, "1.50"), (100, "2.00"), (480, "9.50")],
)
def test_nasba_50_minutes_are_one_credit_the_first_whole_then_halves(minutes: int, earned: str) -> None:
    assert credits_(HALVES, minutes) == earned


@pytest.mark.parametrize(
    ("minutes", "earned"), [(49, "0.00"), (50, "1.00"), (59, "1.00"), (60, "1.20"), (99, "1.80"), (100, "2.00")]
)
def test_nasba_allows_fifths_where_the_policy_says_so(minutes: int, earned: str) -> None:
    assert credits_(FIFTHS, minutes) == earned


@pytest.mark.parametrize(
    ("minutes", "earned"),
    [
        (29, "0.00"),
        (30, "0.10"),
        (60, "0.10"),
        (89, "0.10"),
        (90, "0.20"),
        (180, "0.30"),
        (600, "1.00"),
        (1020, "1.70"),
    ],
)
def test_iacet_10_contact_hours_are_one_ceu_in_tenths_and_30_minutes_round_up_to_the_first(
    minutes: int, earned: str
) -> None:
    assert credits_(Iacet(), minutes) == earned


@pytest.mark.parametrize(("minutes", "earned"), [(90, "3.00"), (88, "2.93"), (80, "2.66"), (1, "0.03"), (200, "3.00")])
def test_hours_share_the_courses_credits_out_over_its_minutes_cut_to_cents(minutes: int, earned: str) -> None:
    assert credits_(Hours(), minutes, of_minutes=90, whole=Decimal("3.00")) == earned


def test_what_is_too_short_for_a_standard_earns_nothing_and_says_so() -> None:
    assert HALVES.worth(learnt(49)) == Iacet().worth(learnt(29)) == Worth(Decimal("0.00"), "TOO_SHORT")


def test_for_nasba_a_persons_mere_word_earns_nothing() -> None:
    assert HALVES.worth(learnt(100, self_certified=True)) == Worth(Decimal("0.00"), "SELF_CERTIFIED")


@pytest.mark.parametrize(
    ("answered", "earned"),
    [(0, "0.00"), (2, "0.00"), (3, "1.00"), (4, "1.00"), (5, "1.50"), (6, "2.00"), (60, "2.00")],
)
def test_nasba_online_needs_three_answered_checks_for_each_credit(answered: int, earned: str) -> None:
    said = {"online": True, "checks_shown": 60, "checks_answered": answered}
    assert credits_(HALVES, 100, **said) == earned
    assert HALVES.worth(learnt(100, **said)).shortfall == (None if answered >= 3 else "CHECKS_MISSING")
    assert credits_(HALVES, 100, **{**said, "online": False}) == "2.00"


@pytest.mark.parametrize(
    ("calculator", "worth", "minutes", "can_be"),
    [
        (HALVES, "1.50", 75, True),
        (HALVES, "1.50", 74, False),
        (HALVES, "1.20", 75, False),
        (HALVES, "0.50", 75, False),
        (FIFTHS, "1.20", 60, True),
        (FIFTHS, "1.50", 75, False),
        (Iacet(), "0.30", 180, True),
        (Iacet(), "0.35", 600, False),
        (Iacet(), "0.40", 180, False),
        (Hours(), "77.77", 1, True),
    ],
)
def test_a_standard_knows_what_a_course_can_be_worth(
    calculator: Calculator, worth: str, minutes: int, *, can_be: bool
) -> None:
    assert calculator.grants(Decimal(worth), minutes) is can_be


@given(
    calculator=st.sampled_from(EVERY),
    minutes=st.integers(0, 2000),
    more=st.integers(0, 200),
    of_minutes=st.integers(0, 2000),
    whole=st.integers(0, 10_000),
    online=st.booleans(),
    answered=st.integers(0, 60),
)
@settings(max_examples=300)
def test_more_minutes_never_earn_less_nor_anything_more_than_the_course_is_worth(  # noqa: PLR0913 - a property's members
    calculator: Calculator, minutes: int, more: int, of_minutes: int, whole: int, *, online: bool, answered: int
) -> None:
    known = {"of_minutes": of_minutes, "whole": Decimal(whole) / 100, "online": online, "checks_answered": answered}
    fewer, longer = (calculator.worth(learnt(n, **known)).credits for n in (minutes, minutes + more))
    assert Decimal(0) <= fewer <= longer <= Decimal(whole) / 100
    assert fewer == fewer.quantize(Decimal("0.01"))


def test_each_calculator_says_its_reason_in_both_languages() -> None:
    for calculator in EVERY:
        basis = Basis.model_validate(
            {**learnt(88, online=True).model_dump(), "policy": "p-1", "calculator": calculator}
        )
        assert all("88" in sentence for sentence in basis.said())
        assert Basis.model_validate_json(basis.model_dump_json()) == basis
    assert {calculator.name for calculator in EVERY} == set(CALCULATORS)
