"""Kinds of reward: each says what a unit is, what has to be said of it, and whether it runs out."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from specs.spec import fact, given
from specs.story import FIRE

from ledger.decisions.list_reward import ListReward
from ledger.events import RewardListed
from ledger.refusals.catalogue import CourseUnknown
from ledger.rewards import KINDS
from ledger.rewards.bonus import Bonus
from ledger.rewards.course import CoursePlace
from ledger.rewards.goods import Goods
from ledger.rewards.paid_leave import PaidLeave
from ledger.rewards.training_place import TrainingPlace
from ledger.rewards.voucher import Voucher


def listing(kind: str, **said: Any) -> ListReward:
    return ListReward(reward="R", title="奖品", kind=kind, price=100, **said)


def test_a_file_is_a_kind() -> None:
    assert {
        "paid_leave": PaidLeave,
        "course": CoursePlace,
        "training_place": TrainingPlace,
        "bonus": Bonus,
        "goods": Goods,
        "voucher": Voucher,
    } == KINDS


def test_paid_leave_is_a_day_unless_said_otherwise_and_does_not_run_out() -> None:
    given().when(listing("paid_leave")).then(fact(RewardListed, terms=PaidLeave(days=Decimal(1)), stock=None))


def test_paid_leave_comes_in_half_days() -> None:
    half = listing("paid_leave", terms={"days": "0.5"})
    given().when(half).then(fact(RewardListed, terms=PaidLeave(days=Decimal("0.5"))))
    for days in ("0.3", "0", "-1", "366.5", "NaN"):
        with pytest.raises(ValidationError):
            listing("paid_leave", terms={"days": days})


def test_three_units_of_half_a_day_are_a_day_and_a_half_to_grant() -> None:
    assert PaidLeave(days=Decimal("0.5")).handed_over(3) == {"days": Decimal("1.5")}


def test_a_bonus_names_its_amount_and_payroll_pays_it_for_each_unit() -> None:
    given().when(listing("bonus", terms={"amount": "300"})).then(
        fact(RewardListed, terms=Bonus(amount=Decimal("300.00"), currency="CNY"))
    )
    assert Bonus(amount=Decimal("0.10")).handed_over(3) == {"amount": Decimal("0.30"), "currency": "CNY"}
    for wrong in (None, {}, {"amount": "0"}, {"amount": "1.005"}, {"amount": "1", "currency": "yuan"}):
        with pytest.raises(ValidationError):
            listing("bonus", terms=wrong)


def test_a_place_in_a_course_is_in_one_that_the_catalogue_has() -> None:
    place = listing("course", stock=5, terms={"course": "FIRE-1"})
    given().when(place).refused(CourseUnknown, course="FIRE-1")
    given(FIRE).when(place).then(fact(RewardListed, terms=CoursePlace(course="FIRE-1")))


def test_a_training_place_is_somebody_elses() -> None:
    terms = {"provider": "行业协会", "begins_on": "2026-09-01"}
    given().when(listing("training_place", stock=3, terms=terms)).then(
        fact(RewardListed, terms=TrainingPlace(provider="行业协会", begins_on="2026-09-01"))
    )


@pytest.mark.parametrize("kind", sorted(kind for kind, one in KINDS.items() if one.runs_out))
def test_what_runs_out_is_counted(kind: str) -> None:
    with pytest.raises(ValidationError, match="runs out"):
        listing(kind)
    given().when(listing(kind, stock=1)).then(fact(RewardListed, stock=1))


def test_a_kind_takes_no_terms_of_another() -> None:
    for kind, terms in (("goods", {"days": "1.0"}), ("paid_leave", {"amount": "1"}), ("voucher", {"course": "FIRE-1"})):
        with pytest.raises(ValidationError):
            listing(kind, stock=1, terms=terms)
    with pytest.raises(ValidationError):
        listing("castle", stock=1)
