"""Lots: points wait, become active, and lapse at their instant, whether or not somebody looked at that moment."""

from datetime import timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from specs.spec import NOON, Spec, fact, given
from specs.story import MUG, completes, points, requested, shanghai

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.expire_points import ExpirePoints
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    CreditsAwarded,
    CreditsReversed,
    DebtSettled,
    PointsActivated,
    PointsEarned,
    PointsExpired,
    PointsReversed,
)
from ledger.lots import due, lifetime
from ledger.models.purse import Lot, Purse
from ledger.policy import AfterMonths, OnDay, PointsPolicy, Policy
from ledger.recording import Command
from ledger.refusals.attendance import InTheFuture
from ledger.refusals.refused import Refused
from ledger.refusals.rewards import NothingExpired, PointsInsufficient

RIPE = shanghai(2026, 3, 10)  # the 2nd does not count, and the 9th counts to its end
EXPIRE = ExpirePoints(employee="lin")
OFTEN = pytest.mark.parametrize("times", [50, pytest.param(1000, marks=pytest.mark.soak)])


@pytest.fixture
def waiting_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points become active after seven days."""
    monkeypatch.setattr("ledger.models.policies.DEFAULT_POLICY", Policy(points=PointsPolicy(activate_after_days=7)))


def void(completion: str) -> VoidCompletion:
    return VoidCompletion(employee="lin", course=f"C-{completion}", completion=completion, because="WRONG")


@pytest.mark.usefixtures("waiting_a_week")
def test_points_wait_so_many_whole_days_before_they_can_be_spent() -> None:
    spec = completes(given(MUG), "c-1", credits_=30)
    (lot,) = spec.read(Purse("lin")).lots.values()
    assert (lot.pending, lot.left, lot.activates_at) == (30, 0, RIPE)
    redeem = RedeemReward(employee="lin", reward="MUG")
    spec.at(RIPE - timedelta(microseconds=1)).when(redeem).refused(PointsInsufficient, short_by=30)
    assert points(spec.at(RIPE), "lin") == (30, 0)


@pytest.mark.usefixtures("waiting_a_week")
def test_what_has_waited_long_enough_becomes_active_dated_then_once() -> None:
    spec = completes(given(), "c-1", credits_=30)
    spec.at(RIPE - timedelta(microseconds=1)).when(EXPIRE).refused(NothingExpired)
    spec.at(RIPE + timedelta(days=3)).when(EXPIRE).then(fact(PointsActivated, points=30, effective_at=RIPE))
    spec.when(EXPIRE).refused(NothingExpired)


@pytest.mark.usefixtures("waiting_a_week")
def test_a_debt_does_not_wait() -> None:
    spec = given(MUG)
    spec = completes(spec, "c-1", credits_=30).at(RIPE).given(EXPIRE, RedeemReward(employee="lin", reward="MUG"))
    spec.given(void("c-1"))
    assert points(spec, "lin") == (0, 30)
    spec.given(ListCourse(course="TEA", title="茶艺", credits=100, minutes=60))
    spec.when(RecordCompletion(employee="lin", course="TEA", completion="c-2", source="test"))
    kinds = [type(one) for one in spec.facts][1:]
    assert kinds == [CreditsAwarded, PointsEarned, PointsActivated, DebtSettled]
    lot = spec.read(Purse("lin")).lots["learning/completion:c-2"]
    assert (lot.pending, lot.left, spec.read(Purse("lin")).debt) == (70, 0, 0)


@pytest.mark.usefixtures("waiting_a_week")
def test_what_is_pending_is_taken_back_where_it_waits() -> None:
    spec = completes(given(), "c-1", credits_=30)
    spec.when(void("c-1"))
    spec.then(fact(spec_first(spec)), fact(CreditsReversed), fact(PointsReversed, taken=0, pending=30, debt=0))
    assert points(spec.at(RIPE), "lin") == (0, 0)
    spec.when(EXPIRE).refused(NothingExpired)


def spec_first(spec: Spec) -> type:
    return type(spec.facts[0])


def test_what_lapses_before_it_is_ripe_was_active_for_no_time() -> None:
    policy = Policy(points=PointsPolicy(activate_after_days=7, expire=OnDay(last_day="2026-03-05")))
    life = lifetime(NOON, policy)
    purse = Purse("lin")
    purse.lots["a"] = Lot(10, 0, 0, life["expires_at"], pending=10, activates_at=life["activates_at"])
    ripe, lapsed = due(purse, RIPE)
    assert isinstance(ripe, PointsActivated)
    assert isinstance(lapsed, PointsExpired)
    assert (ripe.effective_at, lapsed.effective_at) == (RIPE, RIPE)
    assert due(purse, RIPE - timedelta(microseconds=1)) == []
    assert purse.spendable(RIPE) == 0


def test_what_is_due_is_told_in_the_order_in_which_it_happened() -> None:
    policy = Policy(points=PointsPolicy(activate_after_days=1, expire=AfterMonths(months=1)))
    purse = Purse("lin")
    for days in (3, 0, 2, 1):
        life = lifetime(NOON + timedelta(days=days), policy)
        purse.lots[f"lot-{days}"] = Lot(5, 0, 0, life["expires_at"], pending=5, activates_at=life["activates_at"])
    facts = due(purse, NOON + timedelta(days=90))
    moments = [one.effective_at for one in facts]
    assert moments == sorted(moments)
    assert len(facts) == 8


def test_nobody_settles_what_is_still_to_come() -> None:
    spec = completes(given(), "c-1")
    spec.when(ExpirePoints(employee="lin", until=spec.now + timedelta(days=1))).refused(InTheFuture)


@OFTEN
def test_earning_and_refunding_gains_nothing(times: int) -> None:
    spec = completes(given(ListReward(reward="TEA", title="茶", kind="goods", price=70, stock=1)), "c-1", credits_=100)
    before = spec.read(Purse("lin")).lots
    for _ in range(times):
        redemption = requested(spec.when(RedeemReward(employee="lin", reward="TEA")))
        spec.given(FulfilRedemption(redemption=redemption), RefundRedemption(redemption=redemption, because="UNUSED"))
    assert spec.read(Purse("lin")).lots == before
    assert points(spec, "lin") == (100, 0)


@pytest.mark.usefixtures("waiting_a_week")
@OFTEN
def test_earning_and_voiding_gains_nothing(times: int) -> None:
    spec = given()
    for number in range(times):
        completes(spec, f"c-{number}", credits_=10).given(void(f"c-{number}"))
    assert points(spec.at(RIPE), "lin") == (0, 0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("earn", "earn", "redeem", "cancel", "fulfil", "refund", "void")),
        st.integers(0, 5),
        st.sampled_from((0, 1, 30, 300, 731)),
        st.booleans(),
    ),
    max_size=14,
)


@given_any(STEPS)
@settings(max_examples=15, deadline=None)
def test_when_a_run_came_by_makes_no_difference(steps: list[tuple[str, int, int, bool]]) -> None:
    """Two worlds, the same commands; in one of them lots are settled now and then, in the other at the end."""
    worlds = [given(ListReward(reward="TEA", title="茶", kind="goods", price=25, stock=99)) for _ in range(2)]
    redemptions: list[list[str]] = [[], []]
    for number, (act, which, days, run) in enumerate(steps):
        if run:
            said(worlds[0], EXPIRE)
        answers = []
        for world, known in zip(worlds, redemptions, strict=True):
            answers.append([said(world, command) for command in step(act, number, which, known)])
            if act == "redeem" and answers[-1] == [None]:
                known.append(requested(world))
        assert answers[0] == answers[1]
        for world in worlds:
            world.later(days=days)
    for world in worlds:
        world.later(days=800)
        said(world, EXPIRE)
    one, other = (world.read(Purse("lin")) for world in worlds)
    assert (one.debt, one.spendable(worlds[0].now)) == (other.debt, other.spendable(worlds[1].now))
    assert [standing(purse) for purse in (one, other)] == [standing(one)] * 2


def standing(purse: Purse) -> dict[str, object]:
    """Of a lot that was reversed nothing is gone any more: whether it had lapsed before is all the same."""
    return {name: "reversed" if lot.reversed else (lot.left, lot.gone) for name, lot in purse.lots.items()}


def step(act: str, number: int, which: int, redemptions: list[str]) -> list[Command]:
    redemption = redemptions[which % len(redemptions)] if redemptions else "none"
    match act:
        case "earn":
            course = ListCourse(course=f"C-c-{number}", title="课", credits=20, minutes=60)
            done = RecordCompletion(employee="lin", course=course.course, completion=f"c-{number}", source="test")
            return [course, done]
        case "redeem":
            return [RedeemReward(employee="lin", reward="TEA")]
        case "cancel":
            return [CancelRedemption(redemption=redemption)]
        case "fulfil":
            return [FulfilRedemption(redemption=redemption)]
        case "refund":
            return [RefundRedemption(redemption=redemption, because="UNUSED")]
    return [void(f"c-{which}")]


def said(spec: Spec, command: Command) -> str | None:
    """Ask, and give the refusal's code."""
    spec.when(command)
    return spec._refusal.code if isinstance(spec._refusal, Refused) else None
