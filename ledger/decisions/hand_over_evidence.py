"""Put on record who was given an evidence package."""

from ledger.events import EvidenceHandedOver
from ledger.models.evidence import EvidencePackage
from ledger.recording import Command, Past
from ledger.refusals.evidence import EvidenceUnknown
from ledger.vocabulary import Digest, Text


class HandOverEvidence(Command):
    """Record the transfer of a package; it may go to many, and to its reviewer first."""

    package: Digest
    receiver: Text

    def decide(self, past: Past) -> EvidenceHandedOver:
        """Refuse a package that nobody prepared."""
        if past.read(EvidencePackage(self.package)).prepared is None:
            raise EvidenceUnknown(package=self.package)
        giver = past.caller.on_behalf_of or past.caller.actor
        return EvidenceHandedOver(package=self.package, giver=giver, receiver=self.receiver, effective_at=past.now)
