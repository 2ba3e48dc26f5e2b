"""Waiting for a reward: first come, first served, and a turn that is not taken passes."""

from datetime import timedelta

from hypothesis import given as any_given
from hypothesis import settings
from hypothesis import strategies as st
from specs.spec import NOON, Spec, fact
from specs.story import MUG, completes, requested, with_points

from ledger.decisions.call_waiting import CallWaiting
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.join_waiting_list import JoinWaitingList
from ledger.decisions.leave_waiting_list import LeaveWaitingList
from ledger.decisions.offer_reward import OfferReward
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.retire_reward import RetireReward
from ledger.events import RedemptionRequested, WaitingCalled, WaitingJoined, WaitingLapsed, WaitingLeft
from ledger.models.shelf import Shelf
from ledger.models.stock import Stock
from ledger.refusals.rewards import RewardUnknown, StockExhausted
from ledger.refusals.shelf import NotInAudience
from ledger.refusals.waiting import AlreadyWaiting, NobodyToCall, NotWaiting, StockAvailable

CALL = CallWaiting(reward="MUG")
ONE_MORE = RestockReward(reward="MUG", units=1)


def redeem(who: str) -> RedeemReward:
    return RedeemReward(employee=who, reward="MUG")


def wait(who: str) -> JoinWaitingList:
    return JoinWaitingList(employee=who, reward="MUG")


def sold_out() -> Spec:
    """Lin took both mugs; Mei and Wu have the points for one too."""
    spec = completes(with_points("lin", 100), "m-1", employee="mei")
    return completes(spec, "w-1", employee="wu").given(MUG, redeem("lin"), redeem("lin"))


def test_people_wait_for_what_has_run_out_once_each() -> None:
    spec = sold_out().when(wait("mei")).then(fact(WaitingJoined, employee="mei"))
    spec.when(wait("mei")).refused(AlreadyWaiting, employee="mei")


def test_nobody_waits_for_what_is_there_or_is_not_for_them() -> None:
    with_points("mei", 100).given(MUG).when(wait("mei")).refused(StockAvailable)
    with_points("mei", 100).when(wait("mei")).refused(RewardUnknown)
    sold_out().given(OfferReward(reward="MUG", branches=("CD",))).when(wait("mei")).refused(NotInAudience)


def test_a_unit_that_returns_is_for_whoever_waited_longest_called_or_not() -> None:
    spec = sold_out().given(wait("mei"), wait("wu"), ONE_MORE)
    for other in ("lin", "wu"):
        spec.when(redeem(other)).refused(StockExhausted)
    spec.when(redeem("mei")).then(fact(RedemptionRequested, employee="mei"))
    assert list(spec.read(Shelf("MUG")).waiting) == ["wu"]


def test_a_cancelled_redemption_is_somebodys_turn() -> None:
    spec = completes(with_points("lin", 100), "m-1", employee="mei").given(MUG, redeem("lin")).when(redeem("lin"))
    spec.given(wait("mei"), CancelRedemption(redemption=requested(spec)))
    spec.when(CALL).then(fact(WaitingCalled, employee="mei", until=NOON + timedelta(hours=72)))


def test_as_many_are_called_as_there_are_units_and_nobody_twice() -> None:
    spec = sold_out().given(wait("mei"), wait("wu"))
    spec.when(CALL).refused(NobodyToCall)
    spec.given(ONE_MORE).when(CALL).then(fact(WaitingCalled, employee="mei"))
    spec.when(CALL).refused(NobodyToCall)
    spec.given(ONE_MORE).when(CALL).then(fact(WaitingCalled, employee="wu"))


def test_a_turn_that_is_not_taken_passes_at_its_moment_however_late_the_run() -> None:
    spec = sold_out().given(wait("mei"), wait("wu"), ONE_MORE, CALL)
    until = NOON + timedelta(hours=72)
    spec.at(until - timedelta(microseconds=1)).when(redeem("wu")).refused(StockExhausted)
    spec.at(until + timedelta(days=5)).when(CALL).then(
        fact(WaitingLapsed, employee="mei", effective_at=until),
        fact(WaitingCalled, employee="wu", until=until + timedelta(days=8)),
    )
    spec.when(CALL).refused(NobodyToCall)


def test_the_next_need_not_wait_for_the_run() -> None:
    spec = sold_out().given(wait("mei"), wait("wu"), ONE_MORE, CALL).later(hours=72)
    spec.when(redeem("mei")).refused(StockExhausted)
    spec.when(redeem("wu")).then(fact(RedemptionRequested, employee="wu"))


def test_who_let_a_turn_pass_waits_again_behind_the_others() -> None:
    spec = sold_out().given(wait("mei"), wait("wu"), ONE_MORE, CALL).later(hours=72)
    spec.when(wait("mei")).then(fact(WaitingLapsed, employee="mei"), fact(WaitingJoined, employee="mei"))
    assert list(spec.read(Shelf("MUG")).waiting) == ["wu", "mei"]


def test_who_leaves_lets_the_next_come_nearer() -> None:
    spec = sold_out().given(wait("mei"), wait("wu"), ONE_MORE)
    leave = LeaveWaitingList(employee="mei", reward="MUG")
    spec.when(leave).then(fact(WaitingLeft, employee="mei"))
    spec.when(leave).refused(NotWaiting, employee="mei")
    spec.when(redeem("wu")).then(fact(RedemptionRequested))


def test_nobody_is_called_to_a_retired_reward() -> None:
    spec = sold_out().given(wait("mei"), ONE_MORE, RetireReward(reward="MUG", because="OVER"))
    spec.when(CALL).refused(NobodyToCall)


steps = st.lists(
    st.tuples(st.sampled_from(("in", "batch", "out", "back", "lost", "off", "tick")), st.integers(1, 5)), max_size=40
)


@any_given(steps)
@settings(max_examples=200, deadline=None)
def test_units_are_neither_lost_nor_invented_whatever_happens_to_batches(steps: list[tuple[str, int]]) -> None:
    stock, now, known, out, names = Stock(), NOON, 0, 0, 0
    for step, units in steps:
        match step:
            case "in" | "batch":
                names += 1
                until = now + timedelta(hours=units) if step == "batch" else None
                stock, known = stock.arrived(units, f"B-{names}", until), known + units
            case "out" if stock.left_at(now) >= units:
                stock, out = stock.given(units, now), out + units
            case "back" if out >= units:
                stock, out = stock.returned(units), out - units
            case "lost" if stock.left >= units:
                stock, known = stock.lost(units), known - units
            case "off":
                for name, batch in stock.past(now):
                    stock, known = stock.written_off(name, batch.left), known - batch.left
            case "tick":
                now += timedelta(hours=units)
        assert stock.left + out == known
        assert 0 <= stock.loose_left <= stock.loose
        assert all(0 <= batch.left <= batch.units for _, batch in stock.batches)
