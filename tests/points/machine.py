"""The whole machine: every command about points, and the clock."""

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, initialize, multiple
from points.adjusting import Adjusting
from points.learning import Completion, completions
from points.offering import Offering
from points.scene import LIFETIMES, PEOPLE, REWARDS
from points.transferring import Transferring

from ledger.events.accounts import Treatment
from ledger.policy import PointsPolicy


def each(*choices: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(choices), min_size=len(PEOPLE), max_size=len(PEOPLE))


class Points(Offering, Adjusting, Transferring):
    """A company of four, with something to spend and something bought."""

    @initialize(
        target=completions,
        lifetime=st.sampled_from(LIFETIMES),
        treatment=st.sampled_from(("pay_out", "lapse")),
        has=each("300", "1200", "1200", "6000"),
        buys=each(*REWARDS),
    )
    def start(
        self, lifetime: PointsPolicy, treatment: Treatment, has: list[str], buys: list[str]
    ) -> MultipleResults[Completion]:
        """Nobody spends what nobody has."""
        self.begin(lifetime, treatment)
        self.report("lin", "mei")
        self.report("mei", "wu")
        first = [
            self.learn(who, (worth, 0), 0)
            for who, most in zip(PEOPLE, has, strict=True)
            for worth in ("7.50", "40", most)
        ]
        self.wait(24 * (lifetime.activate_after_days + 1))
        self.restock("MUG", 1, "B-1", 1)
        self.restock("MUG", 1, "B-2", 30)
        for who, reward in zip(PEOPLE, buys, strict=True):
            self.get(who, reward, 1, int(reward == "LEAVE"), 0)
        return multiple(*first)
