"""Which facts may leave the house. What is not named here is never handed over, whoever asks for it."""

from typing import Final

from ledger import events as e

# Facts about a person's rewards, and warnings: ids, codes and amounts, and no free text.
LEAVING: Final[tuple[type[e.Event], ...]] = (
    e.RedemptionRequested,
    e.RedemptionApproved,
    e.RedemptionRejected,
    e.RedemptionLapsed,
    e.RedemptionFulfilled,
    e.RedemptionCancelled,
    e.RedemptionRefunded,
    e.BenefitUsed,
    e.PointsPaidOut,
    e.AccountSettled,
    e.DeadlineWarningRaised,
    e.PaceWarningRaised,
)
TYPES: Final = tuple(fact.__name__ for fact in LEAVING)
