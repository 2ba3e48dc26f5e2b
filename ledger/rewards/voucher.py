"""兑换券: codes of some other shop, each for one use."""

from ledger.rewards.kind import Kind
from ledger.vocabulary import Text


class Voucher(Kind):
    """A unit is a code."""

    issuer: Text | None = None
