"""Write down what the views hash to."""

from pydantic import Field

from ledger.events import ViewDigest, ViewDigestsRecorded
from ledger.recording import Command, Past


class RecordViewDigests(Command):
    """Record the digests of views; whoever asks has derived them again and compared."""

    views: tuple[ViewDigest, ...] = Field(min_length=1)

    def decide(self, past: Past) -> ViewDigestsRecorded:
        """Nothing stands in the way of saying what is so."""
        return ViewDigestsRecorded(views=self.views, effective_at=past.now)
