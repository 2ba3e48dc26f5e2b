"""The naive double of the points ledger: lists and loops, told from the rules and not from the code."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from points.accounts import Account, No, day_of
from points.adjustments import decider
from points.lessons import Lessons
from points.people import People
from points.requests import Request
from points.rewards import Reward

from ledger.decisions.redeem_reward import RedeemReward
from ledger.policy import Policy
from ledger.recording import Caller

STEPS = ((200, "line_manager"), (1_000, "branch_head"), (5_000, "hr"))
APPROVED_WITHIN = timedelta(days=14)
KEPT_FOR = timedelta(days=3)


class Oracle:
    """What everybody has, by hand."""

    def __init__(self, names: tuple[str, ...], policy: Policy) -> None:
        self.accounts = {name: Account() for name in names}
        self.people = People(names)
        self.treatment = policy.leaving.treatment
        self.grace_days = policy.points.refund_grace_days
        self.lessons = Lessons(self.accounts, policy.points)
        self.rewards: dict[str, Reward] = {}
        self.requests: dict[str, Request] = {}

    def expire(self, who: str, until: datetime, now: datetime) -> None:
        if until > now:
            raise No("IN_THE_FUTURE")
        if not self.accounts[who].settle(until):
            raise No("NOTHING_EXPIRED")

    def offered(self, name: str, who: str, caller: Caller, now: datetime) -> Reward:
        """What somebody may have at all."""
        reward = self.reward(name)
        offer, person = reward.offer, self.people.of[who]
        wrong_branch = offer.branches and person.branch not in offer.branches
        if wrong_branch or (offer.positions and person.position not in offer.positions):
            raise No("NOT_IN_AUDIENCE" if caller.operator else "REWARD_UNKNOWN")
        if reward.retired:
            raise No("REWARD_IS_RETIRED")
        if offer.begins is not None and now < offer.begins:
            raise No("REWARD_NOT_BEGUN")
        if offer.ends is not None and now >= offer.ends:
            raise No("REWARD_ENDED")
        return reward

    def redeem(self, command: RedeemReward, caller: Caller, now: datetime) -> Request:
        """Points, units and allowance are held together, or nothing is."""
        who, name, units = command.employee, command.reward, command.units
        reward = self.offered(name, who, caller, now)
        branch = self.people.of[who].branch if any(holder == "branch" for holder, _ in reward.limits) else None
        for (holder, period), most in reward.limits.items():
            whose = {"person": who, "branch": branch}[holder]
            if whose is not None and self.taken(name, holder, whose, named(now)[period]) + units > most:
                raise No("LIMIT_REACHED")
        if reward.too_few(units, who, now):
            raise No("STOCK_EXHAUSTED")
        price = reward.price(now)
        if command.price_seen not in (None, price):
            raise No("PRICE_CHANGED")
        if self.accounts[who].spendable(now) < price * units:
            raise No("POINTS_INSUFFICIENT")
        coins = self.accounts[who].hold(price * units, now)
        steps = [step for above, step in STEPS if price * units > above]
        reward.give(units, now)
        reward.held += units
        reward.line.pop(who, None)
        lapses_at = now + APPROVED_WITHIN if steps else None
        asked_by = None if caller.on_behalf_of == who else caller.on_behalf_of
        return Request(who, name, branch, price, now, lapses_at, steps, units, coins, asked_by=asked_by)

    def taken(self, reward: str, holder: str, who: str, period: str) -> int:
        """Count the units that were asked for in a period and not given back."""
        return sum(
            one.waiting + one.kept
            for one in self.requests.values()
            if one.reward == reward
            and (one.whose if holder == "person" else one.branch) == who
            and period in named(one.asked_at).values()
        )

    def approver(self, request: Request, caller: Caller, now: datetime) -> str:
        """Who says yes or no to the next step, if it is for them to say."""
        if request.state != "requested":
            raise No("APPROVAL_NOT_AWAITED")
        if request.lapses_at is not None and now >= request.lapses_at:
            raise No("APPROVAL_TOO_LATE")
        who = decider(caller, request.whose, self.people)
        if who == request.asked_by:
            raise No("PROPOSER_CANNOT_APPROVE")
        if who in request.approvers:
            raise No("APPROVED_ALREADY")
        holder = self.people.holder(request.steps[len(request.approvers)], request.whose, request.barred)
        if who == holder or (holder is None and caller.operator):
            return who
        if holder is None or who not in self.people.of[holder].deputies:
            raise No("NOT_THE_APPROVER")
        since, until = self.people.of[holder].deputies[who]
        if not since <= now < until:
            raise No("DEPUTY_OUT_OF_TERM")
        return who

    def approve(self, name: str, caller: Caller, now: datetime) -> None:
        request = self.request(name)
        request.approvers.append(self.approver(request, caller, now))

    def reject(self, name: str, caller: Caller, now: datetime) -> None:
        self.approver(self.request(name), caller, now)
        self.call_off(name, "rejected", now)

    def lapse(self, name: str, now: datetime) -> None:
        request = self.request(name)
        if request.state != "requested" or request.lapses_at is None:
            raise No("APPROVAL_NOT_AWAITED")
        if now < request.lapses_at:
            raise No("APPROVAL_NOT_OVERDUE")
        self.call_off(name, "lapsed", request.lapses_at)

    def cancel(self, name: str, caller: Caller, now: datetime) -> None:
        if not caller.operator and caller.on_behalf_of not in (None, self.request(name).whose):
            raise No("REDEMPTION_UNKNOWN")
        self.call_off(name, "cancelled", now)

    def call_off(self, name: str, end: str, at: datetime) -> None:
        request = self.request(name)
        units, coins = request.call_off(end)
        self.rewards[request.reward].held -= units
        self.rewards[request.reward].take_back(units, at)
        self.accounts[request.whose].give_back(coins, "held", at)

    def fulfil(self, name: str, units: int | None) -> None:
        request = self.request(name)
        before = request.waiting
        self.accounts[request.whose].spend(request.fulfil(units))
        self.rewards[request.reward].held -= before - request.waiting

    def refund(self, name: str, units: int | None, now: datetime) -> None:
        request = self.request(name)
        back, coins = request.refund(units)
        self.rewards[request.reward].take_back(back, now)
        account, person = self.accounts[request.whose], self.people.of[request.whose]
        if person.settles_at is not None and person.settled:
            account.refund_closed(coins, now, self.treatment)
        else:
            account.refund(coins, now, self.grace_days)

    def join(self, who: str, branch: str, now: datetime) -> None:
        self.people.join(who, branch, now)
        self.accounts[who].ends, self.accounts[who].closed = None, False

    def leave(self, who: str, last_day: date, today: date) -> None:
        self.people.leave(who, last_day, today)
        self.accounts[who].ends, self.accounts[who].closed = self.people.of[who].settles_at, False

    def settle(self, who: str, now: datetime) -> None:
        """Everything that is held is called off, and the account comes to nothing but debt."""
        at = self.people.settle(who, now)
        account = self.accounts[who]
        account.ends, account.closed = None, True
        account.settle(at)
        for request in self.requests.values():
            if request.whose == who and request.waiting:
                units, coins = request.call_off("cancelled")
                self.rewards[request.reward].held -= units
                self.rewards[request.reward].take_back(units, at)
                account.put_back(coins)
        account.end(at, self.treatment)

    def wait(self, who: str, name: str, caller: Caller, now: datetime) -> None:
        reward = self.offered(name, who, caller, now)
        if who in reward.waiting(now):
            raise No("ALREADY_WAITING")
        if not reward.too_few(1, who, now):
            raise No("STOCK_AVAILABLE")
        reward.line.pop(who, None)
        reward.line[who] = None

    def request(self, name: str) -> Request:
        if name not in self.requests:
            raise No("REDEMPTION_UNKNOWN")
        return self.requests[name]

    def reward(self, name: str) -> Reward:
        if name not in self.rewards:
            raise No("REWARD_UNKNOWN")
        return self.rewards[name]

    def periods(self) -> Iterator[tuple[str, str, str, str]]:
        """Everything that could have been limited: a reward, a kind of holder, a holder and a period."""
        for one in self.requests.values():
            for period in named(one.asked_at).values():
                yield one.reward, "person", one.whose, period
                if one.branch is not None:
                    yield one.reward, "branch", one.branch, period


def named(moment: datetime) -> dict[str, str]:
    """The month, quarter and year in China, and all time."""
    day = day_of(moment)
    quarter = f"{day.year}-Q{1 + (day.month - 1) // 3}"
    return {"month": f"{day:%Y-%m}", "quarter": quarter, "year": str(day.year), "lifetime": "lifetime"}
