"""Whether a person may have a reward now."""

from ledger.models.shelf import Shelf
from ledger.recording import Past
from ledger.refusals.rewards import RewardUnknown, StockExhausted


def offered(past: Past, reward: str, employee: str, units: int) -> Shelf:  # noqa: ARG001 - who asks will matter
    """Refuse what this person cannot have so many units of; otherwise give the shelf it is taken from."""
    shelf = past.read(Shelf(reward))
    if not shelf.listed:
        raise RewardUnknown(reward=reward)
    if shelf.left < units:
        raise StockExhausted(reward=reward)
    return shelf
