"""培训名额: a place in a training of somebody else's."""

from ledger.rewards.kind import Kind
from ledger.vocabulary import Day, Text


class TrainingPlace(Kind):
    """A unit is a place in an external training."""

    provider: Text | None = None
    begins_on: Day | None = None
