"""Models folded from the log itself, for ways in that ask it without a view."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from ledger.log.log import Fact, Log, Question
from ledger.log.stored import decode
from ledger.models.model import Model

M = TypeVar("M", bound=Model)


def known(recorded_as_of: datetime | None) -> Callable[[Fact], bool]:
    """Tell of a fact whether it was recorded by a moment."""
    return lambda fact: recorded_as_of is None or fact.recorded_at <= recorded_as_of


def folded(log: Log, model: M, recorded_as_of: datetime | None = None) -> M:
    """Fold all that the log holds, or held by a moment, about one question."""
    fold(log, model, upto=log.head(), counts=known(recorded_as_of))
    return model


def fold(log: Log, *models: Model, upto: int, counts: Callable[[Fact], bool] = lambda _: True) -> None:
    """Fold the facts up to a position that count, in one round trip."""
    for number, fact in log.load([Question(model.tags, model.types) for model in models], upto):
        if counts(fact):
            models[number].apply(decode(fact))
