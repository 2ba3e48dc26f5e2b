"""Sign an evidence package off, or not."""

from typing import Literal

from ledger.events import EvidenceReviewed
from ledger.four_eyes import decider, speaker
from ledger.models.evidence import EvidencePackage
from ledger.recording import Command, Past
from ledger.refusals.evidence import EvidenceAlreadyReviewed, EvidenceUnknown, ReviewerPreparedIt
from ledger.vocabulary import Digest, Text


class ReviewEvidence(Command):
    """Accept or reject a package that somebody else prepared, about somebody else."""

    package: Digest
    verdict: Literal["accepted", "rejected"]
    note: Text

    def decide(self, past: Past) -> EvidenceReviewed:
        """Refuse who prepared it, who it is about, who reports to either, and a second review."""
        package = past.read(EvidencePackage(self.package))
        if package.prepared is None:
            raise EvidenceUnknown(package=self.package)
        subject = package.prepared.employee
        reviewer = speaker(past) if subject is None else decider(past, subject)
        # What a program prepared in its own name, nobody signs off through the same program.
        if package.prepared.preparer in (reviewer, past.caller.actor):
            raise ReviewerPreparedIt(package=self.package)
        decider(past, package.prepared.preparer)
        if package.verdict is not None:
            raise EvidenceAlreadyReviewed(package=self.package, verdict=package.verdict)
        return EvidenceReviewed(
            package=self.package, verdict=self.verdict, reviewer=reviewer, note=self.note, effective_at=past.now
        )
