"""The ledger and its naive double agree about points, whatever happens in whatever order."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, initialize, multiple, run_state_machine_as_test
from points.adjusting import Adjusting
from points.company import Company
from points.learning import Learning, completions
from points.offering import Offering
from points.redeeming import Redeeming
from points.scene import LIFETIMES, PEOPLE, REWARDS

from ledger.policy import PointsPolicy


def each(*choices: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(choices), min_size=len(PEOPLE), max_size=len(PEOPLE))


class Points(Learning, Redeeming, Offering, Company, Adjusting):
    """Every command about points, and the clock."""

    @initialize(target=completions, lifetime=st.sampled_from(LIFETIMES), has=each("40", "300", "1200", "6000"), buys=each(*REWARDS))
    def start(self, lifetime: PointsPolicy, has: list[str], buys: list[str]) -> MultipleResults[tuple[str, str, str]]:
        """Nobody spends what nobody has."""
        self.begin(lifetime)
        first = [self.complete(who, (worth, 0), 0) for who, worth in zip(PEOPLE, has, strict=True)]
        for who, reward in zip(PEOPLE, buys, strict=True):
            self.get(who, reward, 1, approved=False, got=None)
        return multiple(*first)


def agree(examples: int, steps: int) -> None:
    asked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Points, settings=asked)


def test_the_ledger_and_its_naive_double_agree_whatever_happens() -> None:
    agree(examples=30, steps=50)


@pytest.mark.soak
def test_they_agree_for_50_000_steps() -> None:
    agree(examples=500, steps=100)
