"""Propose to recompute the awards that a republished policy changes."""

from ledger.events import RestatementProposed
from ledger.four_eyes import speaker
from ledger.models.policies import PolicyBook
from ledger.recording import Command, Past
from ledger.refusals.policies import PolicyUnknown
from ledger.refusals.restatements import PolicyNotRepublished
from ledger.vocabulary import Id, ReasonCode


class ProposeRecomputation(Command):
    """Propose to award anew what a version published for past days makes different; another person decides."""

    version: Id
    because: ReasonCode

    def decide(self, past: Past) -> RestatementProposed:
        """Refuse a version that is not in force since a day that is past."""
        version = past.read(PolicyBook()).versions.get(self.version)
        if version is None:
            raise PolicyUnknown(version=self.version)
        if version.begins_at is None or not version.begins or version.begins_at > past.now:
            raise PolicyNotRepublished(version=self.version, state=version.state)
        return RestatementProposed(
            restatement=past.new_id(),
            kind="policy_recomputation",
            since=version.begins_at,
            version=self.version,
            because=self.because,
            proposer=speaker(past),
            effective_at=past.now,
        )
