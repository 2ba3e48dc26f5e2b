"""Two ledgers of one company: one under the rules in force, one under the draft from the beginning."""

from scheduled.conftest import log, office, other_office, reader

__all__ = ["log", "office", "other_office", "reader"]
