"""What a fact moves: shared by the journal, which lists the movements, and the balances, which add them up."""

from pathlib import Path

from ledger import events as e

TYPES = (
    e.CreditsAwarded,
    e.CreditsReversed,
    e.PointsEarned,
    e.PointsActivated,
    e.DebtSettled,
    e.DebtWaived,
    e.PointsExpired,
    e.PointsReversed,
    e.PointsDeducted,
    e.PointsPaidOut,
    e.RedemptionRequested,
    e.RedemptionFulfilled,
    e.RedemptionCancelled,
    e.RedemptionRefunded,
)

_TEXT = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
# The file opens with its explanation; a step's own `with` comes first.
MOVEMENTS = _TEXT[_TEXT.index("with legs") :]
