"""The catalogue of a person says beforehand what the ledger will say, of every reward and everybody."""

import random
from collections import Counter
from datetime import timedelta

import psycopg
import pytest
from specs.spec import OPERATOR, Spec, given
from specs.story import MUG, completes, shanghai
from views.appending import append
from views.following import follow_to_the_head

from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.call_waiting import CallWaiting
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.join_waiting_list import JoinWaitingList
from ledger.decisions.leave_waiting_list import LeaveWaitingList
from ledger.decisions.limit_reward import LimitReward
from ledger.decisions.list_reward import ListReward
from ledger.decisions.offer_reward import OfferReward
from ledger.decisions.recount_reward import RecountReward
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.relist_reward import RelistReward
from ledger.decisions.reprice_reward import RepriceReward
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.retire_reward import RetireReward
from ledger.decisions.write_off_stock import WriteOffStock
from ledger.events import RedemptionRequested
from ledger.log.stored import decode
from ledger.recording import Caller, Command
from ledger.refusals.refused import Refused
from projections import catalogue, shelf
from projections.catalogue import Offer

PEOPLE = ("lin", "mei", "wu", "zhao", "qian")
REWARDS = tuple(f"R{n}" for n in range(6))
# What a person never gets to see, and what is over.
HIDDEN = {"REWARD_UNKNOWN", "REWARD_IS_RETIRED", "REWARD_ENDED"}


class Story:
    """A shop run at random, on the real decisions."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.spec = given()
        self.open: list[str] = []
        self.said: Counter[str] = Counter()
        for person in PEOPLE[1:]:
            self.spec.given(JoinBranch(employee=person, branch=self.dice.choice(("CD", "XA"))))
        for person in PEOPLE:
            completes(self.spec, f"c-{person}", credits_=self.dice.choice((40, 400)), employee=person)
        for reward in REWARDS:
            stock = self.dice.choice((None, 1, 3))
            kind = "paid_leave" if stock is None else "goods"
            self.try_(ListReward(reward=reward, title="奖品", kind=kind, price=10, stock=stock))

    def try_(self, command: Command) -> None:
        try:
            done = self.spec.ledger.record(command, OPERATOR)
        except Refused as no:
            self.said[no.code] += 1
            return
        self.said[type(command).__name__] += 1
        self.open += [event.redemption for event in done.events if isinstance(event, RedemptionRequested)]

    def command(self) -> Command:
        dice, pick = self.dice, self.dice.choice
        who, what, soon = pick(PEOPLE), pick(REWARDS), self.spec.now + timedelta(hours=dice.randrange(1, 60))
        person, about = {"employee": who, "reward": what}, {"reward": what}
        offer: dict[str, object] = {"begins_at": pick((None, None, soon)), "ends_at": pick((None, None, soon))}
        offer |= {"branches": pick(((), (), ("CD",))), "positions": pick(((), (), ("engineer",)))}
        limit = {"holder": pick(("person", "branch")), "period": pick(("month", "quarter", "year", "lifetime"))}
        things: list[Command] = [
            *(RedeemReward(**person, units=pick((1, 1, 2))) for _ in range(6)),
            *(JoinWaitingList(**person) for _ in range(4)),
            LeaveWaitingList(**person),
            CallWaiting(**about),
            LimitReward.model_validate(about | limit | {"units": pick((1, 3, 5, None))}),
            OfferReward.model_validate(about | offer),
            pick((RetireReward(**about, because="OVER"), RelistReward(**about), RelistReward(**about))),
            RepriceReward(**about, price=pick((5, 10, 50)), since=pick((None, soon))),
            RestockReward(**about, units=2, batch=f"B{dice.random()}", good_until=pick((None, soon))),
            RecountReward(**about, units=dice.randrange(5), because="STOCKTAKE"),
            AssignPosition(employee=who, position=pick(("engineer", "clerk")), level="P5"),
        ]
        if self.open:
            redemption = pick(self.open)
            things += [
                CancelRedemption(redemption=redemption),
                FulfilRedemption(redemption=redemption),
                RefundRedemption(redemption=redemption, because="UNUSED"),
            ]
        return pick(things)

    def run(self, steps: int) -> Spec:
        for _ in range(steps):
            self.try_(self.command())
            if self.dice.random() < 0.1:
                self.spec.later(hours=self.dice.randrange(1, 40))
        for reward in REWARDS:
            self.try_(WriteOffStock(reward=reward))
        return self.spec


def heard(spec: Spec, who: str, reward: str) -> str | None:
    """What the ledger would say to a person who redeems now."""
    try:
        spec.ledger.rehearse((RedeemReward(employee=who, reward=reward),), Caller("app", on_behalf_of=who))
    except Refused as no:
        return no.code
    return None


def told(log: psycopg.Connection, reader: psycopg.Connection, spec: Spec) -> None:
    append(log, [decode(fact) for fact in spec.log.between(1, spec.log.head())])
    follow_to_the_head(reader)


@pytest.mark.parametrize("seed", range(3))
def test_the_page_says_what_the_ledger_would_say(
    log: psycopg.Connection, reader: psycopg.Connection, seed: int
) -> None:
    story = Story(seed)
    spec = story.run(400)
    told(log, reader, spec)
    answers: Counter[str] = Counter()
    for who in PEOPLE:
        page = {offer.reward: offer for offer in catalogue.offers(reader, employee=who, at=spec.now)}
        for reward in REWARDS:
            said = heard(spec, who, reward)
            answers[str(said)] += 1
            if reward in page:
                assert page[reward].why_not == said, (who, page[reward])
            else:
                assert said in HIDDEN, (who, reward)
        able = [reward for reward, offer in page.items() if offer.why_not is None]
        shown = catalogue.offers(reader, employee=who, at=spec.now, redeemable=True)
        assert [offer.reward for offer in shown] == able
    assert len(answers) > 3, answers
    for row in shelf.rewards(reader):
        assert row.left is None or row.left >= 0


def the_mug(log: psycopg.Connection, reader: psycopg.Connection, spec: Spec) -> Offer:
    told(log, reader, spec)
    (offer,) = catalogue.offers(reader, employee="mei", at=spec.now)
    return offer


def test_a_person_sees_the_place_in_the_list_and_what_limits_leave(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    spec = completes(completes(given(MUG), "l"), "m", employee="mei").given(
        LimitReward(reward="MUG", holder="person", period="year", units=3),
        RedeemReward(employee="lin", reward="MUG", units=1),
        RedeemReward(employee="mei", reward="MUG"),
        JoinWaitingList(employee="wu", reward="MUG"),
        JoinWaitingList(employee="mei", reward="MUG"),
        RestockReward(reward="MUG", units=1),
        CallWaiting(reward="MUG"),
    )
    mug = the_mug(log, reader, spec)
    assert (mug.left, mug.allowed, mug.ahead, mug.place, mug.called_until) == (1, 2, 1, 2, None)
    assert (mug.price, mug.affordable, mug.why_not) == (30, True, "STOCK_EXHAUSTED")
    wu, mei = catalogue.waiters(reader, "MUG")
    assert (wu.employee, wu.called_until, mei.called_until) == ("wu", spec.now + timedelta(hours=72), None)


def test_prices_and_deliveries_are_kept_as_they_were_said(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    march, april = shanghai(2026, 3, 2, 12), shanghai(2026, 4, 1)
    spec = (
        given(MUG)
        .at(march + timedelta(hours=1))
        .given(
            RepriceReward(reward="MUG", price=50, since=april),
            RepriceReward(reward="MUG", price=40),
            RepriceReward(reward="MUG", price=60, since=april),
            RestockReward(reward="MUG", units=5, batch="B-1", good_until=april, cost_centre="4711"),
        )
    )
    spec.at(april).given(RecountReward(reward="MUG", units=3, because="BROKEN"), WriteOffStock(reward="MUG"))
    told(log, reader, spec)
    now = march + timedelta(hours=1)
    history = [(price.since, price.until, price.price) for price in catalogue.prices(reader, "MUG")]
    assert history == [(march, now, 30), (now, april, 40), (april, None, 60)]
    came = [(one.kind, one.units, one.batch, one.because) for one in catalogue.deliveries(reader, "MUG")]
    assert came == [
        ("listed", 2, None, None),
        ("restocked", 5, "B-1", "DELIVERED"),
        ("recounted", -4, None, "BROKEN"),
        ("written_off", -3, "B-1", None),
    ]
