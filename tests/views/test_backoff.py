"""Waiting for something that is away: longer each time, loud in the end, and shortly again after a success."""

import pytest

from projections.backoff import Backoff


def test_failing_for_long_is_an_error_and_no_attempt_is_a_minute_late(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    backoff = Backoff("copy", 1.0, 60.0, lambda: now[0])
    for _ in range(30):
        now[0] += backoff.failed(OSError("away"))
    levels = [record.levelname for record in caplog.records]
    assert levels == sorted(levels, key=["WARNING", "ERROR"].index)
    assert 600 <= sum(1.0 * min(2**n, 60) for n in range(levels.count("WARNING"))) <= 660
    backoff.succeeded()
    assert backoff.failed(OSError("away")) == 1.0
    assert "cannot copy for 0 s, trying again in 1.0 s: away" in caplog.text
    assert [record.levelname for record in caplog.records][-1] == "WARNING"
