"""The rules once more, as naively as they can be said: counters and sets, from the stored bytes alone."""

from collections import Counter, defaultdict
from typing import Any

from faults.linearizable import RECORDED, Written

from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.check_in import CheckIn
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reject_redemption import RejectRedemption
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.withdraw_enrolment import WithdrawEnrolment


class Shop:
    """Rewards, purses, redemptions and seats; knows nothing of models, tags, batches or lots."""

    def __init__(self) -> None:
        self.prices: dict[str, int] = {}
        self.left: Counter[str] = Counter()
        self.points: Counter[str] = Counter()
        self.redemptions: dict[str, str] = {}
        self.most: dict[str, int] = {}
        self.taken: Counter[tuple[str, str]] = Counter()
        self.seats: dict[str, int] = {}
        self.seated: defaultdict[str, set[str]] = defaultdict(set)
        self.inside: set[tuple[str, str]] = set()

    def answer(self, command: Any) -> str:  # noqa: C901, PLR0911 - one line a rule
        """Give RECORDED or the refusal's code."""
        match command:
            case RedeemReward(employee=employee, reward=reward):
                if self.taken[reward, employee] >= self.most.get(reward, 10**9):
                    return "LIMIT_REACHED"
                if self.left[reward] <= 0:
                    return "STOCK_EXHAUSTED"
                return RECORDED if self.points[employee] >= self.prices[reward] else "POINTS_INSUFFICIENT"
            case ApproveRedemption(redemption=name) | RejectRedemption(redemption=name):
                return self._answer_about(name, "requested", otherwise="APPROVAL_NOT_AWAITED")
            case FulfilRedemption(redemption=name) if self.redemptions.get(name) == "requested":
                return "APPROVALS_MISSING"
            case CancelRedemption(redemption=name) | FulfilRedemption(redemption=name):
                return self._answer_about(name, "requested", "approved")
            case RefundRedemption(redemption=name):
                return self._answer_about(name, "fulfilled")
            case EnrolLearner(employee=employee, session=session):
                if employee in self.seated[session]:
                    return "ALREADY_ENROLLED"
                return RECORDED if len(self.seated[session]) < self.seats[session] else "SESSION_FULL"
            case WithdrawEnrolment(employee=employee, session=session):
                return RECORDED if employee in self.seated[session] else "NOT_ON_ROSTER"
            case CheckIn(employee=employee, session=session):  # always with the same code
                return "CODE_REPLAYED" if (employee, session) in self.inside else RECORDED
            case RestockReward():
                return RECORDED
        raise NotImplementedError(type(command).__name__)

    def _answer_about(self, redemption: str, *wanted: str, otherwise: str = "REDEMPTION_SETTLED") -> str:
        state = self.redemptions.get(redemption)
        if state is None:
            return "REDEMPTION_UNKNOWN"
        return RECORDED if state in wanted else otherwise

    def take(self, fact: Written) -> None:  # noqa: C901 - one line a fact
        """Count."""
        body = fact.body
        match fact.type:
            case "RewardListed":
                self.prices[body["reward"]], self.left[body["reward"]] = body["price"], body["stock"]
            case "RewardRestocked":
                self.left[body["reward"]] += body["units"]
            case "PointsEarned":
                self.points[body["employee"]] += body["points"]
            case "RedemptionRequested":
                self.left[body["reward"]] -= 1
                self.points[body["employee"]] -= body["price"]
                self.taken[body["reward"], body["employee"]] += 1
                self.redemptions[body["redemption"]] = "requested" if body.get("approvals") else "approved"
            case "RedemptionApproved":
                self.redemptions[body["redemption"]] = "approved"
            case "RewardLimited":
                self.most[body["reward"]] = body["units"]
            case "RedemptionFulfilled":
                self.redemptions[body["redemption"]] = "fulfilled"
            case "RedemptionCancelled" | "RedemptionRefunded":
                self.left[body["reward"]] += 1
                self.points[body["employee"]] += body["price"]
                self.taken[body["reward"], body["employee"]] -= 1
                self.redemptions[body["redemption"]] = "given back"
            case "SessionScheduled":
                self.seats[body["session"]] = body["seats"]
            case "LearnerEnrolled":
                self.seated[body["session"]].add(body["employee"])
            case "EnrolmentWithdrawn":
                self.seated[body["session"]].discard(body["employee"])
            case "CheckedIn":
                self.inside.add((body["employee"], body["session"]))

    def value(self, question: str) -> object:
        """Observers ask how many units of a reward are left."""
        return self.left[question]
