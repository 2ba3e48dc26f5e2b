"""Every fact the ledger can hold, by theme; the docstring of each is an example of it."""

from ledger.events.anchors import AnchorRecorded, KeyRotated
from ledger.events.attendance import (
    AttendanceCorrected,
    AttendanceVerified,
    AttendanceVoided,
    CheckedIn,
    CheckedOut,
    PresenceImported,
)
from ledger.events.courses import CourseListed, CourseRetired, CourseRevised, EmployeeJoined
from ledger.events.earnings import (
    CreditsAwarded,
    CreditsReversed,
    DebtSettled,
    PointsEarned,
    PointsExpired,
    PointsReversed,
)
from ledger.events.fact import REGISTRY, TAGS, Event
from ledger.events.learning import (
    CompletionRecorded,
    CompletionVoided,
    StatementReceived,
    StatementVoided,
)
from ledger.events.refusing import CommandRefused
from ledger.events.rewards import (
    LotPart,
    RedemptionCancelled,
    RedemptionFulfilled,
    RedemptionRefunded,
    RedemptionRequested,
    RewardListed,
    RewardRepriced,
    RewardRestocked,
)
from ledger.events.sessions import (
    EnrolmentWithdrawn,
    LearnerEnrolled,
    RatingClosed,
    RatingDiscounted,
    SessionCancelled,
    SessionClosed,
    SessionOpened,
    SessionRated,
    SessionRescheduled,
    SessionScheduled,
    TrainerAssigned,
)

__all__ = [
    "REGISTRY",
    "TAGS",
    "AnchorRecorded",
    "AttendanceCorrected",
    "AttendanceVerified",
    "AttendanceVoided",
    "CheckedIn",
    "CheckedOut",
    "CommandRefused",
    "CompletionRecorded",
    "CompletionVoided",
    "CourseListed",
    "CourseRetired",
    "CourseRevised",
    "CreditsAwarded",
    "CreditsReversed",
    "DebtSettled",
    "EmployeeJoined",
    "EnrolmentWithdrawn",
    "Event",
    "KeyRotated",
    "LearnerEnrolled",
    "LotPart",
    "PointsEarned",
    "PointsExpired",
    "PointsReversed",
    "PresenceImported",
    "RatingClosed",
    "RatingDiscounted",
    "RedemptionCancelled",
    "RedemptionFulfilled",
    "RedemptionRefunded",
    "RedemptionRequested",
    "RewardListed",
    "RewardRepriced",
    "RewardRestocked",
    "SessionCancelled",
    "SessionClosed",
    "SessionOpened",
    "SessionRated",
    "SessionRescheduled",
    "SessionScheduled",
    "StatementReceived",
    "StatementVoided",
    "TrainerAssigned",
]
