"""What activities are worth and what the rules allow: numbers as data, in documents with versions."""

from ledger.policy.adjustment import AdjustmentPolicy
from ledger.policy.assurance import AssurancePolicy
from ledger.policy.attendance import AttendancePolicy
from ledger.policy.calculators import CalculatorPolicy
from ledger.policy.calendar import CalendarPolicy
from ledger.policy.catalogue import CataloguePolicy
from ledger.policy.learner import LearnerPolicy
from ledger.policy.leaving import LeavingPolicy
from ledger.policy.make_up import MakeUpPolicy
from ledger.policy.online import OnlinePolicy
from ledger.policy.points import AfterMonths, AtYearEnd, Never, OnDay, PointsPolicy
from ledger.policy.redemption import ApprovalRule, RedemptionPolicy
from ledger.policy.requirement import AbsenceRule, CarryOver, CategoryRule, RequirementPolicy
from ledger.policy.trainer import TrainerPolicy
from ledger.policy.warning import WarningPolicy
from ledger.policy.whole import DEFAULT_POLICY, Policy

__all__ = [
    "DEFAULT_POLICY",
    "AbsenceRule",
    "AdjustmentPolicy",
    "AfterMonths",
    "ApprovalRule",
    "AssurancePolicy",
    "AtYearEnd",
    "AttendancePolicy",
    "CalculatorPolicy",
    "CalendarPolicy",
    "CarryOver",
    "CataloguePolicy",
    "CategoryRule",
    "LearnerPolicy",
    "LeavingPolicy",
    "MakeUpPolicy",
    "Never",
    "OnDay",
    "OnlinePolicy",
    "PointsPolicy",
    "Policy",
    "RedemptionPolicy",
    "RequirementPolicy",
    "TrainerPolicy",
    "WarningPolicy",
]
