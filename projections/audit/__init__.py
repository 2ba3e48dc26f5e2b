"""The transparency log: what lets an auditor check the ledger without trusting it."""
