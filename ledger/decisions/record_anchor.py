"""Write a time stamp of the log into the log."""

from ledger.events import AnchorRecorded
from ledger.models.anchors import Anchored
from ledger.recording import Command, Past
from ledger.refusals.log import AnchorNotNewer
from ledger.vocabulary import Digest, Id, Leaves, Moment, TimeStampToken


class RecordAnchor(Command):
    """Record that an authority time-stamped a checkpoint; whoever asks has verified the token."""

    log: Id
    size: Leaves
    root: Digest
    at: Moment
    token: TimeStampToken

    def decide(self, past: Past) -> AnchorRecorded:
        """Refuse a checkpoint that is no larger than one that was anchored before."""
        anchored = past.read(Anchored(self.log)).size
        if self.size <= anchored:
            raise AnchorNotNewer(log=self.log, size=self.size, anchored=anchored)
        return AnchorRecorded(log=self.log, size=self.size, root=self.root, token=self.token, effective_at=self.at)

    def said(self) -> object:
        """Tell requests apart by the checkpoint: each stamp of it is another token."""
        return self.log, self.size, self.root
