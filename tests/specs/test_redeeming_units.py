"""Several units at once: held together, fulfilled, cancelled and refunded in parts, each point once."""

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError
from specs.spec import Spec, fact
from specs.story import completes, points, requested, with_points

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.list_reward import ListReward
from ledger.decisions.record_benefit_used import RecordBenefitUsed
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reprice_reward import RepriceReward
from ledger.events import (
    BenefitUsed,
    LotPart,
    PointsExpired,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRefunded,
    RedemptionRequested,
)
from ledger.models.purse import Purse
from ledger.models.redemptions import RedemptionSoFar
from ledger.models.shelf import Shelf
from ledger.recording import Command
from ledger.refusals.redemptions import BenefitAlreadyUsed, PriceChanged, RedemptionTooLarge, UnitsUnavailable
from ledger.refusals.rewards import PointsInsufficient, RedemptionSettled, StockExhausted
from ledger.vocabulary import POINTS_MAX

LEAVE = ListReward(reward="LEAVE", title="带薪假期一天", kind="paid_leave", price=30, stock=5)
FIRST, SECOND, THIRD = (f"learning/completion:c-{n}" for n in (1, 2, 3))


def asked(units: int = 3) -> tuple[Spec, str]:
    """Lin has lots of 50, 20 and 130, and asks for some days of leave at 30 each."""
    spec = completes(completes(with_points("lin", 50), "c-2", credits_=20), "c-3", credits_=130).given(LEAVE)
    return spec, requested(spec.when(RedeemReward(employee="lin", reward="LEAVE", units=units)))


def fulfil(redemption: str, units: int | None = None) -> FulfilRedemption:
    return FulfilRedemption(redemption=redemption, units=units)


def refund(redemption: str, units: int | None = None) -> RefundRedemption:
    return RefundRedemption(redemption=redemption, because="UNUSED", units=units)


def test_units_are_held_together_at_one_price_from_the_lots_that_expire_first() -> None:
    spec, _ = asked()
    parts = (LotPart(FIRST, 50), LotPart(SECOND, 20), LotPart(THIRD, 20))
    spec.then(fact(RedemptionRequested, units=3, price=90, lots=parts))
    assert spec.read(Shelf("LEAVE")).left == 2


def test_all_units_are_held_or_none() -> None:
    spec, _ = asked()
    spec.when(RedeemReward(employee="lin", reward="LEAVE", units=3)).refused(StockExhausted)
    with_points("lin", 59).given(LEAVE).when(RedeemReward(employee="lin", reward="LEAVE", units=2)).refused(
        PointsInsufficient, price=60, short_by=1
    )


@pytest.mark.parametrize("units", [0, -1, 2**63, 10**9 + 1, 1.5, "many"])
@pytest.mark.parametrize("command", [RedeemReward, FulfilRedemption, RefundRedemption, RecordBenefitUsed])
def test_units_are_whole_above_zero_and_not_absurd(command: type[Command], units: object) -> None:
    said = {"employee": "lin", "reward": "LEAVE"} if command is RedeemReward else {"redemption": "r"}
    more = {"because": "UNUSED"} if command is RefundRedemption else {}
    command.model_validate({**said, **more, "units": 1})
    with pytest.raises(ValidationError):
        command.model_validate({**said, **more, "units": units})


def test_what_costs_more_than_any_fact_can_say_is_refused() -> None:
    dear = LEAVE.model_copy(update={"price": POINTS_MAX, "stock": 2})
    spec = with_points("lin", 1).given(dear)
    spec.when(RedeemReward(employee="lin", reward="LEAVE", units=2)).refused(RedemptionTooLarge, limit=POINTS_MAX)


def test_a_price_that_changed_since_it_was_seen_holds_nothing() -> None:
    seen = RedeemReward(employee="lin", reward="LEAVE", price_seen=30)
    spec = with_points("lin", 100).given(LEAVE).when(seen).then(fact(RedemptionRequested, price=30))
    spec.given(RepriceReward(reward="LEAVE", price=29))
    spec.when(seen).refused(PriceChanged, price=29, price_seen=30)
    spec.when(seen.model_copy(update={"price_seen": 29, "units": 2})).then(fact(RedemptionRequested, price=58))


def test_a_redemption_is_fulfilled_in_parts_and_cancelled_for_the_rest() -> None:
    spec, redemption = asked()
    spec.when(fulfil(redemption, 1)).then(fact(RedemptionFulfilled, units=1, price=30))
    spec.when(fulfil(redemption, 3)).refused(UnitsUnavailable, units=3, left=2)
    spec.when(CancelRedemption(redemption=redemption)).then(
        fact(RedemptionCancelled, units=2, price=60, lots=(LotPart(FIRST, 20), LotPart(SECOND, 20), LotPart(THIRD, 20)))
    )
    assert (points(spec, "lin"), spec.read(Shelf("LEAVE")).left) == ((170, 0), 4)
    spec.when(fulfil(redemption)).refused(RedemptionSettled, state="fulfilled")
    spec.when(CancelRedemption(redemption=redemption)).refused(RedemptionSettled, state="fulfilled")


def test_without_a_number_all_units_that_wait_are_fulfilled() -> None:
    spec, redemption = asked()
    spec.given(fulfil(redemption, 1)).when(fulfil(redemption)).then(fact(RedemptionFulfilled, units=2, price=60))


def test_a_refund_in_parts_gives_back_what_was_spent_last_first_and_never_more_than_was_spent() -> None:
    spec, redemption = asked()
    spec.given(fulfil(redemption))
    spec.when(refund(redemption, 1)).then(
        fact(RedemptionRefunded, units=1, price=30, lots=(LotPart(SECOND, 10), LotPart(THIRD, 20)))
    )
    spec.when(refund(redemption, 3)).refused(UnitsUnavailable, units=3, left=2)
    spec.when(refund(redemption)).then(
        fact(RedemptionRefunded, units=2, price=60, lots=(LotPart(FIRST, 50), LotPart(SECOND, 10)))
    )
    spec.when(refund(redemption, 1)).refused(RedemptionSettled, state="refunded")
    assert (points(spec, "lin"), spec.read(Shelf("LEAVE")).left) == ((200, 0), 5)


def test_a_unit_fulfilled_after_a_refund_is_paid_from_lots_that_were_not_given_back() -> None:
    spec, redemption = asked(2)
    spec.given(fulfil(redemption, 1)).given(refund(redemption, 1)).given(fulfil(redemption, 1))
    spec.when(refund(redemption)).then(fact(RedemptionRefunded, lots=(LotPart(FIRST, 20), LotPart(SECOND, 10))))


def test_what_was_used_is_not_refunded() -> None:
    spec, redemption = asked()
    use = RecordBenefitUsed(redemption=redemption, units=1)
    spec.when(use).refused(RedemptionSettled, state="approved")
    spec.given(fulfil(redemption)).when(use).then(fact(BenefitUsed, employee="lin", reward="LEAVE", units=1))
    spec.when(refund(redemption, 3)).refused(UnitsUnavailable, left=2)
    spec.when(refund(redemption)).then(fact(RedemptionRefunded, units=2))
    spec.when(refund(redemption, 1)).refused(BenefitAlreadyUsed)
    spec.when(use).refused(BenefitAlreadyUsed)


def test_what_has_come_due_is_settled_with_the_request_whether_or_not_the_run_came_by() -> None:
    spec = with_points("lin", 20).later(days=800)
    completes(spec, "c-2", credits_=30).given(LEAVE)
    spec.when(RedeemReward(employee="lin", reward="LEAVE")).then(
        fact(PointsExpired, lot=FIRST, points=20), fact(RedemptionRequested, lots=(LotPart(SECOND, 30),))
    )


STEPS = st.lists(st.tuples(st.sampled_from(("fulfil", "refund", "use", "cancel")), st.integers(1, 4)), max_size=12)


@drawn(
    lots=st.lists(st.integers(1, 60), min_size=1, max_size=5),
    units=st.integers(1, 5),
    price=st.integers(1, 30),
    steps=STEPS,
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_order_every_lot_is_made_whole_again(
    lots: list[int], units: int, price: int, steps: list[tuple[str, int]]
) -> None:
    """Points that are not used come back to the very lots they came from; nobody gains or loses one."""
    spec = with_points("lin", lots[0])
    for number, size in enumerate(lots[1:], 2):
        completes(spec, f"c-{number}", credits_=size)
    spec.given(LEAVE.model_copy(update={"price": price}))
    if price * units > sum(lots):
        return
    before = {name: lot.left for name, lot in spec.read(Purse("lin")).lots.items()}
    redemption = requested(spec.when(RedeemReward(employee="lin", reward="LEAVE", units=units)))
    asked_for = list(spec.facts[0].model_dump()["lots"])
    waiting, kept, used = units, 0, 0
    for step, many in steps:
        if step == "fulfil" and many <= waiting:
            spec.given(fulfil(redemption, many))
            waiting, kept = waiting - many, kept + many
        elif step == "refund" and many <= kept - used:
            spec.given(refund(redemption, many))
            kept -= many
        elif step == "use" and many <= kept - used:
            spec.given(RecordBenefitUsed(redemption=redemption, units=many))
            used += many
        elif step == "cancel" and waiting:
            spec.given(CancelRedemption(redemption=redemption))
            waiting = 0
    so_far = spec.read(RedemptionSoFar(redemption))
    assert (so_far.waiting, so_far.kept, so_far.used) == (waiting, kept, used)
    assert spec.read(Shelf("LEAVE")).left == 5 - waiting - kept
    gone = dict.fromkeys(before, 0)
    for lot, part in (*so_far.held, *so_far.spent):
        gone[lot] += part
        assert 0 < gone[lot] <= dict(asked_for)[lot]
    assert sum(gone.values()) == (waiting + kept) * price
    assert {name: lot.left + gone[name] for name, lot in spec.read(Purse("lin")).lots.items()} == before
