"""The ledger and its naive double side by side: both are asked the same, must answer the same and hold the same."""

from collections import Counter
from collections.abc import Callable
from itertools import chain, repeat
from typing import TypeVar
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from points.accounts import No
from points.oracle import Oracle
from points.rewards import Reward
from specs.spec import OPERATOR, Spec

from ledger.decisions.list_reward import ListReward
from ledger.events.accounts import Treatment
from ledger.log.stored import decode
from ledger.models import policies
from ledger.models.allowances import Taken
from ledger.models.model import Key, Model, asking
from ledger.models.purse import Debt, Purse
from ledger.models.redemptions import Parts, RedemptionSoFar
from ledger.models.shelf import Shelf
from ledger.policy import AfterMonths, AtYearEnd, LeavingPolicy, Never, PointsPolicy, Policy
from ledger.recording import Caller, Command
from projections.audit.figures.movements import legs

PEOPLE = ("lin", "mei", "wu", "zhao")
REWARDS = {"MUG": ("goods", 30, 2), "LEAVE": ("paid_leave", 100, None), "TRIP": ("training_place", 450, 2)}
LIFETIMES = (
    PointsPolicy(),
    PointsPolicy(expire=AfterMonths(months=1), activate_after_days=3, refund_grace_days=2),
    # Some of these can be spent for a day.
    PointsPolicy(expire=AfterMonths(months=1), activate_after_days=27),
    PointsPolicy(expire=AtYearEnd(), refund_grace_days=0),
    PointsPolicy(expire=Never(), activate_after_days=1),
)
people = st.sampled_from(PEOPLE)
rewards = st.sampled_from(tuple(REWARDS))
# HR by itself, HR for a person, a program, and a person by themselves.
callers = st.one_of(
    st.just(OPERATOR),
    people.map(lambda who: OPERATOR._replace(on_behalf_of=who)),
    st.just(Caller("a-program")),
    people.map(lambda who: Caller("app", on_behalf_of=who)),
)

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Scene(RuleBasedStateMachine):
    """One log in memory, one clock, one sheet of paper."""

    def __init__(self) -> None:
        super().__init__()
        self.spec = Spec()
        self.models: dict[Key, Model] = {}
        self.books: dict[str, Counter[str]] = {who: Counter() for who in PEOPLE}
        self.seen = 0
        self.count = 0

    def begin(self, lifetime: PointsPolicy, treatment: Treatment) -> None:
        policy = Policy(points=lifetime, leaving=LeavingPolicy(treatment=treatment))
        self.policy = patch.object(policies, "DEFAULT_POLICY", policy)
        self.policy.start()
        self.oracle = Oracle(PEOPLE, policy)
        for reward, (kind, price, stock) in REWARDS.items():
            self.spec.given(ListReward(reward=reward, title="奖", kind=kind, price=price, stock=stock))
            self.oracle.rewards[reward] = Reward.listed(price, stock, self.spec.now)

    def teardown(self) -> None:
        """What the ledger kept warm is what the stored facts say."""
        self.policy.stop()
        if self.seen < self.spec.log.head():
            return  # it stopped in the middle
        for key, warm in self.spec.ledger.folds._models.items():
            assert warm.__dict__ == self.read(warm).__dict__, key

    def ask(self, command: Command, on_paper: Callable[[], T], by: Caller = OPERATOR) -> T | None:
        """Both say yes, or both say no and why."""
        answer, done = "yes", None
        self.oracle.people.now = self.spec.now
        try:
            done = on_paper()
        except No as no:
            answer = str(no)
        self.spec.when(command, by=by)
        refusal = self.spec._refusal
        assert (refusal.code if refusal else "yes") == answer, f"{command!r} by {by}: {refusal!r}, {self.spec.facts}"
        return done

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}-{self.count}"

    def read(self, model: M) -> M:
        """Answer from stored facts alone, folded as they came."""
        return self.models.get(model.key, model)  # type: ignore[return-value] # the key holds the class

    @invariant()
    def both_hold_the_same(self) -> None:
        self.take_in_what_is_new()
        self.people_have_the_same()
        self.the_storeroom_is_the_same()
        self.redemptions_are_the_same()

    def take_in_what_is_new(self) -> None:
        """Every fact balances; no state but the issuer's and debt is ever below zero."""
        head = self.spec.log.head()
        for stored in self.spec.log.between(self.seen + 1, head):
            event = decode(stored)
            for kind, tags in asking(event):
                if (kind, tags) not in self.models:
                    ids = [tag.removeprefix(start) for tag, start in zip(tags, kind.prefixes, strict=True)]
                    self.models[kind, tags] = kind(*ids)
                self.models[kind, tags].apply(event)
            for leg in legs(stored.type, stored.version, stored.data):
                if leg.kind == "points":
                    assert leg.amount >= 0
                    self.books[leg.employee].update({leg.source: -int(leg.amount)})
                    self.books[leg.employee].update({leg.target: int(leg.amount)})
                    states = self.books[leg.employee]
                    assert all(states[state] >= 0 for state in states if state not in ("issuer", "debt")), event
                    assert sum(states.values()) == 0
        self.seen = head

    def people_have_the_same(self) -> None:
        for who, account in self.oracle.accounts.items():
            books = {state: points for state, points in self.books[who].items() if state != "issuer"}
            assert Counter(books) == Counter(account.states()), who
            purse = self.read(Purse(who))
            assert purse.lots.keys() == account.lots.keys()
            for name, lot in purse.lots.items():
                paper = account.lots[name]
                same = (paper.points, paper.pending, paper.left, paper.ripe, paper.due, paper.reversed)
                assert (lot.points, lot.pending, lot.left, lot.activates_at, lot.expires_at, lot.reversed) == same, name
                assert paper.reversed or lot.expired == paper.expired, name
            assert sum(lot.left for lot in purse.lots.values()) == books.get("active", 0)
            assert sum(lot.pending for lot in purse.lots.values()) == books.get("pending", 0)
            assert purse.spendable(self.spec.now) == account.spendable(self.spec.now)
            assert purse.debt == self.read(Debt(who)).points == account.debt

    def the_storeroom_is_the_same(self) -> None:
        now = self.spec.now
        for name, paper in self.oracle.rewards.items():
            shelf = self.read(Shelf(name))
            assert (shelf.held, shelf.price_at(now), shelf.retired) == (paper.held, paper.price(now), paper.retired)
            assert (shelf.low_at, shelf.warned) == (paper.low_at, paper.warned)
            assert list(shelf.waiting.items()) == list(paper.line.items())
            assert shelf.limits == paper.limits
            if paper.units is not None:
                assert shelf.stock is not None
                assert (shelf.left, shelf.stock.left_at(now)) == (len(paper.here()), len(paper.good(now)))
        for reward, holder, who, period in self.oracle.periods():
            taken = self.read(Taken(reward)).by(holder, who, period)
            assert taken == self.oracle.taken(reward, holder, who, period) >= 0

    def redemptions_are_the_same(self) -> None:
        for name, paper in self.oracle.requests.items():
            so_far = self.read(RedemptionSoFar(name))
            assert (so_far.state, so_far.approvers) == (paper.state, tuple(paper.approvers))
            units = (paper.waiting, paper.kept, paper.used, paper.refunded)
            assert (so_far.waiting, so_far.kept, so_far.used, so_far.refunded) == units
            assert (pile(so_far.held), pile(so_far.spent)) == (paper.held, paper.spent)


def pile(parts: Parts) -> list[str]:
    """One by one, what was counted."""
    return list(chain.from_iterable(repeat(lot, points) for lot, points in parts))
