"""Periods that are closed, for the specs that are about what follows."""

from datetime import datetime

from specs.ruling import QIAN, ZHOU
from specs.spec import Spec
from specs.story import shanghai

from ledger.decisions.begin_closing import BeginClosing
from ledger.decisions.close_period import ClosePeriod

# Twenty days after the year 2026.
AFTERWARDS = shanghai(2027, 1, 20, 9)


def closing(spec: Spec, at: datetime = AFTERWARDS, period: str = "2026") -> Spec:
    """Let Zhou have begun to close a year."""
    return spec.at(at).given(BeginClosing(period=period, because="YEAR_END"), by=ZHOU)


def shut(spec: Spec, at: datetime = AFTERWARDS, period: str = "2026") -> Spec:
    """Let Qian have closed it."""
    return closing(spec, at, period).given(ClosePeriod(period=period), by=QIAN)
