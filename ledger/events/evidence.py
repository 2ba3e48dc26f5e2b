"""Facts about evidence packages: who asked for what about whom and why, who looked at it, and who was given it."""

from typing import Literal

from ledger.events.fact import Event
from ledger.vocabulary import Digest, Id, Leaves, Moment, Text


class EvidencePrepared(Event):
    """Zhou had package 3f1c... made: all about Lin up to position 4,711, for an appeal."""

    # SHA-256 of the package's manifest, which names every byte of it.
    package: Digest
    employee: Id | None = None
    session: Id | None = None
    case: Id | None = None
    since: Moment | None = None
    until: Moment | None = None
    position: Leaves
    preparer: Id
    purpose: Text


class EvidenceReviewed(Event):
    """Qian looked at package 3f1c..., which Zhou had prepared, and accepted it."""

    package: Digest
    verdict: Literal["accepted", "rejected"]
    reviewer: Id
    note: Text


class EvidenceHandedOver(Event):
    """Zhou gave package 3f1c... to the labour court."""

    package: Digest
    giver: Id
    receiver: Text
