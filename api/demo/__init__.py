"""A company to try the ledger with: the same people and the same year every time."""
