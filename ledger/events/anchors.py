"""Facts about the log itself: who dated it, and who signs it."""

from ledger.events.fact import Event
from ledger.vocabulary import Digest, Id, Leaves, PublicKey, TimeStampToken


class AnchorRecorded(Event):
    """A time-stamping authority saw the log merit.example/log with 110,102 facts under this root, that day at noon."""

    log: Id
    size: Leaves
    root: Digest
    # The authority's whole answer (RFC 3161), signature and certificate included: it needs no words of ours.
    token: TimeStampToken


class KeyRotated(Event):
    """The log merit.example/log, signed by one key until then, was signed by both and then by the other."""

    log: Id
    # Verifier keys as auditors have them (C2SP signed-note): whoever trusts the old one finds the new one here.
    old: PublicKey
    new: PublicKey
