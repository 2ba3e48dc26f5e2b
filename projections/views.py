"""Every view there is: a new one is a module and a line here."""

from projections import (
    adjustments,
    balances,
    branches,
    courses,
    journal,
    leaving,
    lots,
    obligations,
    people,
    policies,
    redemptions,
    refusals,
    reporting,
    requirement_changes,
    restatements,
    sessions,
    shelf,
    trainers,
    transcript,
    transfers,
    warnings,
)
from projections.compliance import view as compliance
from projections.detectors import overlapping_sessions, redemption_burst, shared_device
from projections.detectors.detector import Detector
from projections.view import View

DETECTORS: tuple[Detector, ...] = (
    overlapping_sessions,
    redemption_burst,
    shared_device,
)

# First what people earn and spend, then what happens in sessions: two connections that each carry half of the
# views load few facts twice.
VIEWS: tuple[View, ...] = (
    journal,
    balances,
    lots,
    adjustments,
    leaving,
    transcript,
    restatements,
    shelf,
    redemptions,
    people,
    branches,
    requirement_changes,
    policies,
    reporting,
    transfers,
    courses,
    refusals,
    sessions,
    trainers,
    obligations,
    warnings,
    compliance,
    *DETECTORS,
)


def named(name: str) -> View:
    """The view of this name; a KeyError names those there are."""
    for view in VIEWS:
        if name == view.NAME:
            return view
    raise KeyError(f"no view is named {name}; there are: {', '.join(view.NAME for view in VIEWS)}")
