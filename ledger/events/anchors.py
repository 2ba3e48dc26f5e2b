"""Facts about the log itself, told by others."""

from ledger.events.fact import Event
from ledger.vocabulary import Digest, Id, Leaves, TimeStampToken


class AnchorRecorded(Event):
    """A time-stamping authority saw the log merit.example/log with 110,102 facts under this root, that day at noon."""

    log: Id
    size: Leaves
    root: Digest
    # The authority's whole answer (RFC 3161), signature and certificate included: it needs no words of ours.
    token: TimeStampToken
