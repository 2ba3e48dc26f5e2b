"""Carry-over: what somebody has beyond what is owed goes on, as far as the policy lets it, and lapses in time."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from specs.books import AFTERWARDS, closing, shut
from specs.ruling import ZHOU
from specs.spec import Spec, fact, given
from specs.story import shanghai
from specs.test_standing import posting, requirement

from ledger.carrying import carried_on
from ledger.decisions.begin_closing import BeginClosing
from ledger.decisions.carry_credits import CarryCredits
from ledger.decisions.finish_carry_over import FinishCarryOver
from ledger.decisions.reopen_period import ReopenPeriod
from ledger.decisions.seal_period import SealPeriod
from ledger.events import CarryOverAdvanced, CarryOverFinished, ClosingBegun, CreditsCarried, PeriodSealed
from ledger.policy.requirement import CarryOver
from ledger.refusals.periods import CarryOverDone, CarryOverUnfinished, PeriodNotClosed
from ledger.standing import Carried, standing

SEAL = SealPeriod(period="2026", as_of=3, people=2, root="ab" * 32)
FIRST = CarryCredits.model_validate(
    {"period": "2026", "upto": "lin", "carries": (("gao", "5.00", "2026", "2027"), ("lin", "2.50", "2026", "2027"))}
)
SECOND = CarryCredits(period="2026", upto="wu", carries=())
FINISH = FinishCarryOver(period="2026")


def goes_on(owed: str, earned: str, *before: tuple[str, str, str], most: str = "30", periods: int = 1) -> list[Any]:
    """What is carried out of 2026: credits, since when, and with which year they lapse."""
    held = [
        Carried(Decimal(credits_), since, lapses, number) for number, (credits_, since, lapses) in enumerate(before)
    ]
    stands = standing(requirement(owed), [posting(earned)], held)
    rules = CarryOver(maximum_credits=Decimal(most), periods=periods)
    return [(str(one.credits), one.since, one.lapses_with) for one in carried_on(stands, rules)]


def test_what_is_beyond_what_was_owed_goes_on_up_to_the_policys_cap() -> None:
    assert goes_on("150", "162.50") == [("12.50", "2026", "2027")]
    assert goes_on("150", "190") == [("30.00", "2026", "2027")]
    assert goes_on("150", "190", most="0") == []


@pytest.mark.parametrize("earned", ["150", "149.99", "-3"])
def test_nothing_goes_on_where_nothing_is_beyond(earned: str) -> None:
    assert goes_on("150", earned) == []


def test_what_lapses_first_is_used_first_and_what_lapses_now_goes_nowhere() -> None:
    # 10 of 2025 lapse with 2026: they are used first, and 20 of the 150 need not come from this year.
    assert goes_on("150", "160", ("10", "2025", "2026")) == [("20.00", "2026", "2027")]
    assert goes_on("5", "0", ("10", "2025", "2026")) == []


def test_what_may_count_for_longer_goes_on_once_more_under_its_own_date() -> None:
    # Of 2 owed all come from 2025, which lapses first; 4 + 7 are left, and 8 may go on.
    assert goes_on("2", "4", ("9", "2025", "2027"), most="8", periods=2) == [
        ("4.00", "2026", "2028"),
        ("4.00", "2025", "2027"),
    ]


def test_the_guides_example() -> None:
    assert goes_on("150.00", "165.00", periods=2) == [("15.00", "2026", "2028")]
    assert goes_on("150.00", "140.00", ("15.00", "2025", "2027"), periods=2) == [("5.00", "2026", "2028")]


amounts = st.decimals(0, 60, places=2)


@for_all(st.lists(st.tuples(amounts, st.sampled_from(["2026", "2027", "2028"])), max_size=4), amounts, amounts, amounts)
def test_no_credit_is_made_or_carried_twice(
    before: list[tuple[Decimal, str]], earned: Decimal, owed: Decimal, most: Decimal
) -> None:
    held = [Carried(credits_, "2025", lapses, number) for number, (credits_, lapses) in enumerate(before)]
    stands = standing(requirement(str(owed)), [posting(str(earned))], held)
    found = [*carried_on(stands, CarryOver(maximum_credits=most, periods=2))]
    assert sum(one.credits for one in found) <= min(most, stands.beyond)
    assert all(one.lapses_with > "2026" and one.credits > 0 for one in found)
    assert sum(one.credits for one in found if one.since == "2025") <= sum(c for c, lapses in before if lapses > "2026")
    # Nothing lapses that could have gone on.
    lasting = sum((c for c, lapses in before if lapses > "2026"), earned)
    assert sum(one.credits for one in found) == min(most, stands.beyond, lasting)


def sealed() -> Spec:
    return shut(given()).given(SEAL)


def test_a_hand_of_people_is_carried_into_the_next_year_dated_at_its_beginning() -> None:
    carried = {"since": "2026", "into": "2027", "lapses_with": "2027", "effective_at": shanghai(2027, 1, 1)}
    spec = sealed().when(FIRST)
    spec.then(
        fact(CarryOverAdvanced, upto="lin", people=2, credits=Decimal("7.50"), effective_at=AFTERWARDS),
        fact(CreditsCarried, employee="gao", credits=Decimal("5.00"), **carried),
        fact(CreditsCarried, employee="lin", credits=Decimal("2.50"), **carried),
    )
    spec.when(FIRST).refused(CarryOverDone, upto="lin")
    spec.when(SECOND).then(fact(CarryOverAdvanced, upto="wu", people=0, credits=Decimal("0.00")))
    spec.when(FINISH).then(fact(CarryOverFinished, people=2, credits=Decimal("7.50")))
    for late in (FINISH, SECOND.model_copy(update={"upto": "zhou"})):
        spec.when(late).refused(CarryOverDone, upto="wu")


def test_nothing_is_carried_before_the_year_is_sealed() -> None:
    for spec in (given(), closing(given()), shut(given())):
        spec.when(FIRST).refused(PeriodNotClosed, period="2026")
        spec.when(FINISH).refused(PeriodNotClosed, period="2026")


def test_a_year_waits_for_the_carry_over_of_the_year_before() -> None:
    begin = BeginClosing(period="2027", because="YEAR_END")
    for spec, stage in ((closing(given()), "closing"), (shut(given()), "closed"), (sealed(), "sealed")):
        spec.at(shanghai(2028, 1, 9)).when(begin, by=ZHOU).refused(CarryOverUnfinished, earlier="2026", stage=stage)
    spec = sealed().given(FINISH).at(shanghai(2028, 1, 9)).when(begin, by=ZHOU).then(fact(ClosingBegun, period="2027"))
    spec.given(ReopenPeriod(period="2027", because="SESSION_MISSING"), by=ZHOU)


def test_a_seal_is_recorded_before_anything_is_carried() -> None:
    carried = [fact(CreditsCarried)] * 2
    shut(given()).when(SEAL, FIRST).then(fact(PeriodSealed), fact(CarryOverAdvanced), *carried)
