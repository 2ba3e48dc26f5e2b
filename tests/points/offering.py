"""Steps of the office and the storeroom, and of those who wait for what has run out."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from points.oracle import KEPT_FOR
from points.redeeming import Redeeming
from points.rewards import Offer
from points.scene import callers, people, rewards
from specs.spec import OPERATOR

from ledger.decisions.call_waiting import CallWaiting
from ledger.decisions.join_waiting_list import JoinWaitingList
from ledger.decisions.leave_waiting_list import LeaveWaitingList
from ledger.decisions.limit_reward import LimitReward
from ledger.decisions.offer_reward import OfferReward
from ledger.decisions.recount_reward import RecountReward
from ledger.decisions.relist_reward import RelistReward
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.retire_reward import RetireReward
from ledger.decisions.watch_stock import WatchStock
from ledger.decisions.write_off_stock import WriteOffStock
from ledger.recording import Caller
from ledger.vocabulary import Holder, LimitPeriod

days = st.sampled_from((None, None, -1, 0, 1, 30))
changes = st.one_of(
    st.tuples(st.just("reprice"), rewards, st.sampled_from((10, 30, 120, 450, 1_100)), st.sampled_from((-1, 0, 0, 20))),
    st.tuples(st.just("restock"), rewards, st.integers(1, 3), st.sampled_from((None, None, "B-1", "B-2", "B-3")), days),
    st.tuples(st.just("recount"), rewards, st.integers(0, 9)),
    st.tuples(st.just("write_off"), rewards),
    st.tuples(st.just("watch"), rewards, st.sampled_from((None, 1, 2, 9))),
    st.tuples(st.just("retire"), rewards),
    st.tuples(st.just("relist"), rewards),
    st.tuples(st.just("relist"), rewards),
    st.tuples(
        st.just("limit"),
        rewards,
        st.sampled_from(("person", "branch")),
        st.sampled_from(("month", "quarter", "year", "lifetime")),
        st.sampled_from((None, 1, 2, 5)),
    ),
    st.tuples(
        st.just("offer"),
        rewards,
        days,
        days,
        st.sampled_from(((), (), ("CD",), ("CD", "XA"))),
        st.sampled_from(((), (), ("cook",))),
    ),
)


class Offering(Redeeming):
    """Prices, stock, limits, audience, and the waiting list."""

    @rule(change=changes)
    def decide(self, change: tuple[Any, ...]) -> None:
        getattr(self, change[0])(*change[1:])

    def reprice(self, name: str, price: int, later: int) -> None:
        since = self.spec.now + timedelta(days=later)
        command = RepriceReward(reward=name, price=price, since=since)
        self.ask(command, lambda: self.oracle.reward(name).reprice(price, since, self.spec.now))

    def restock(self, name: str, units: int, batch: str | None, good: int | None) -> None:
        until = None if good is None or batch is None else self.spec.now + timedelta(days=good)
        command = RestockReward(reward=name, units=units, batch=batch, good_until=until)
        self.ask(command, lambda: self.oracle.reward(name).restock(units, batch, until, self.spec.now))

    def recount(self, name: str, units: int) -> None:
        command = RecountReward(reward=name, units=units, because="COUNTED")
        self.ask(command, lambda: self.oracle.reward(name).recount(units, self.spec.now))

    def watch(self, name: str, low_at: int | None) -> None:
        command = WatchStock(reward=name, low_at=low_at)
        self.ask(command, lambda: self.oracle.reward(name).watch(low_at, self.spec.now))

    def write_off(self, name: str) -> None:
        self.ask(WriteOffStock(reward=name), lambda: self.oracle.reward(name).write_off(self.spec.now))

    def retire(self, name: str) -> None:
        self.ask(RetireReward(reward=name, because="OLD"), lambda: self.oracle.reward(name).retire())

    def relist(self, name: str) -> None:
        self.ask(RelistReward(reward=name), lambda: self.oracle.reward(name).relist())

    def limit(self, name: str, holder: Holder, period: LimitPeriod, units: int | None) -> None:
        command = LimitReward(reward=name, holder=holder, period=period, units=units)
        self.ask(command, lambda: self.oracle.reward(name).limit(holder, period, units))

    def offer(
        self,
        name: str,
        begins: int | None,
        ends: int | None,
        branches: tuple[str, ...],
        positions: tuple[str, ...],
    ) -> None:
        begins_at = None if begins is None else self.spec.now + timedelta(days=begins)
        ends_at = None if ends is None else self.spec.now + timedelta(days=ends)
        command = OfferReward(reward=name, begins_at=begins_at, ends_at=ends_at, branches=branches, positions=positions)
        offer = Offer(begins_at, ends_at, branches, positions)
        self.ask(command, lambda: self.oracle.reward(name).offered(offer))

    @rule(who=people, name=rewards, by=callers)
    def stand_in_line(self, who: str, name: str, by: Caller) -> None:
        command = JoinWaitingList(employee=who, reward=name)
        self.ask(command, lambda: self.oracle.wait(who, name, by, self.spec.now), by=by)

    @rule(first=people, second=people, name=rewards, then=st.sampled_from((0, 1, 100)))
    def come_first(self, first: str, second: str, name: str, then: int) -> None:
        """One unit arrives for somebody who waits, and somebody else asks for it."""
        self.recount(name, self.oracle.reward(name).held)
        self.stand_in_line(first, name, OPERATOR)
        self.restock(name, 1, None, None)
        self.call(name)
        self.wait(then)
        self.redeem(second, name, 1, None, OPERATOR)

    @rule(who=people, name=rewards)
    def leave_the_line(self, who: str, name: str) -> None:
        command = LeaveWaitingList(employee=who, reward=name)
        self.ask(command, lambda: self.oracle.reward(name).leave(who))

    @rule(name=rewards)
    def call(self, name: str) -> None:
        now = self.spec.now
        self.ask(CallWaiting(reward=name), lambda: self.oracle.reward(name).call(now, now + KEPT_FOR))
