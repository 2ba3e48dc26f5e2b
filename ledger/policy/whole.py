"""All parts of a policy together, under one version."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from ledger.policy.adjustment import AdjustmentPolicy
from ledger.policy.assurance import AssurancePolicy
from ledger.policy.attendance import AttendancePolicy
from ledger.policy.calculators import CalculatorPolicy
from ledger.policy.calendar import CalendarPolicy
from ledger.policy.catalogue import CataloguePolicy
from ledger.policy.closing import ClosingPolicy
from ledger.policy.learner import LearnerPolicy
from ledger.policy.leaving import LeavingPolicy
from ledger.policy.make_up import MakeUpPolicy
from ledger.policy.online import OnlinePolicy
from ledger.policy.part import Part
from ledger.policy.points import PointsPolicy
from ledger.policy.redemption import RedemptionPolicy
from ledger.policy.requirement import RequirementPolicy
from ledger.policy.trainer import TrainerPolicy
from ledger.policy.warning import WarningPolicy


class Policy(Part):
    """One version of all rules that are numbers."""

    version: str = "default-1"
    zone: str = "Asia/Shanghai"
    attendance: AttendancePolicy = AttendancePolicy()
    assurance: AssurancePolicy = AssurancePolicy()
    calculators: CalculatorPolicy = CalculatorPolicy()
    online: OnlinePolicy = OnlinePolicy()
    make_up: MakeUpPolicy = MakeUpPolicy()
    learner: LearnerPolicy = LearnerPolicy()
    trainer: TrainerPolicy = TrainerPolicy()
    points: PointsPolicy = PointsPolicy()
    adjustment: AdjustmentPolicy = AdjustmentPolicy()
    leaving: LeavingPolicy = LeavingPolicy()
    catalogue: CataloguePolicy = CataloguePolicy()
    redemption: RedemptionPolicy = RedemptionPolicy()
    calendar: CalendarPolicy = CalendarPolicy()
    requirement: RequirementPolicy = RequirementPolicy()
    warning: WarningPolicy = WarningPolicy()
    closing: ClosingPolicy = ClosingPolicy()

    def __hash__(self) -> int:
        """Hash the name: equal policies have one, and all their numbers take long."""
        return hash(self.version)

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone whose calendar bounds periods and expiry dates."""
        return ZoneInfo(self.zone)

    def one_period(self, moment: datetime) -> Callable[[datetime], bool]:
        """Tell of other moments whether a course learnt then and at this one counts once."""
        return partial(self.calculators.one_period, moment, zone=self.time_zone)


DEFAULT_POLICY = Policy()
