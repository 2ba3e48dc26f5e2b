"""实物: things from a storeroom."""

from ledger.rewards.kind import Kind


class Goods(Kind):
    """A unit is a piece."""
