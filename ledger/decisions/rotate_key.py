"""Write into the log that another key signs it."""

from ledger.events import KeyRotated
from ledger.models.keys import Signing
from ledger.recording import Command, Past
from ledger.refusals.log import KeyNotSigning
from ledger.vocabulary import Id, PublicKey


class RotateKey(Command):
    """Record that a log's checkpoint was signed by its key and by the next one; whoever asks has signed it."""

    log: Id
    old: PublicKey
    new: PublicKey

    def decide(self, past: Past) -> KeyRotated:
        """Refuse a link that does not go on from the last one: the keys of a log are one chain."""
        signing = past.read(Signing(self.log)).by
        if signing is not None and signing != self.old:
            raise KeyNotSigning(log=self.log, key=self.old, signing=signing)
        return KeyRotated(log=self.log, old=self.old, new=self.new, effective_at=past.now)
