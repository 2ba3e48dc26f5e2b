"""The ledger and its naive double agree about points, whatever happens in whatever order."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from points.machine import Points


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
    agree(examples=550, steps=100)
