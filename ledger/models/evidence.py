"""What became of an evidence package."""

from typing import Literal

from ledger.events import Event, EvidencePrepared, EvidenceReviewed
from ledger.models.model import Model


class EvidencePackage(Model):
    """How it was asked for, and what the reviewer said."""

    about = ("package",)
    reads = (EvidencePrepared, EvidenceReviewed)

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.prepared: EvidencePrepared | None = None
        self.verdict: Literal["accepted", "rejected"] | None = None

    def apply(self, event: Event) -> None:
        """Each comes once."""
        if isinstance(event, EvidencePrepared):
            self.prepared = event
        elif isinstance(event, EvidenceReviewed):
            self.verdict = event.verdict
