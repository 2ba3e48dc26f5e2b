"""What a person owes in a period: a pure function of the rules, the person's days, and what was approved for them.

No database and no clock: as of when is decided by what it is given.
"""

from ledger.requirement.owed import owed
from ledger.requirement.stretches import Stretch, calendar_of, changes, current, period_of, stretches
from ledger.requirement.terms import Bound, Change, Requirement, Term

__all__ = [
    "Bound",
    "Change",
    "Requirement",
    "Stretch",
    "Term",
    "calendar_of",
    "changes",
    "current",
    "owed",
    "period_of",
    "stretches",
]
