"""Evidence packages for the ways in: made from the sealed log, in the words of the ledger's refusals."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from ledger.decisions.prepare_evidence import EvidenceAsked
from ledger.log.log import Log
from ledger.recording import Caller
from ledger.refusals.evidence import (
    EvidenceEmpty,
    EvidenceInconsistent,
    EvidenceNotSealed,
    EvidenceTooLarge,
    EvidenceUnreadable,
)
from projections.audit.published import Unsealed
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.verifier.archive import PACKAGE_MAX, unpack
from projections.audit.verifier.manifest import MANIFEST, parse_manifest
from projections.evidence.asking import Ask, NothingFound, TooMuch, scope_of
from projections.evidence.handing import handed
from projections.evidence.preparing import Prepared, prepare
from projections.evidence.proving import Sealed


def prepared(log: Log, store: TileStore, asked: EvidenceAsked, caller: Caller, *, leaves: bool = True) -> Prepared:
    """Make a package as of what is sealed now; it is on record only when `PrepareEvidence` is."""
    scope = scope_of(asked.tag, asked.since, asked.until)
    preparer = caller.on_behalf_of or caller.actor
    ask = Ask(scope, preparer, asked.purpose, datetime.now(UTC), version("merit-ledger"))
    with _refusing():
        return prepare(log, store, Sealed.now(store), ask, leaves=leaves)


def with_custody(log: Log, store: TileStore, members: Mapping[str, bytes], position: int = 1) -> dict[str, bytes]:
    """Give a package with its custody list as of now, when the log is sealed up to a position."""
    with _refusing():
        return handed(log, store, members, position)


def members_of(content: bytes) -> dict[str, bytes]:
    """Open a package that somebody holds, as far as to know which it is."""
    try:
        members = unpack(content)
        parse_manifest(members.get(MANIFEST, b""))
    except Invalid:
        raise EvidenceUnreadable from None
    return members


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except NothingFound as no:
        raise EvidenceEmpty(position=no.position) from None
    except Unsealed:
        raise EvidenceNotSealed from None
    except TooMuch:
        raise EvidenceTooLarge(limit=PACKAGE_MAX) from None
    except Invalid as no:
        raise EvidenceInconsistent from no
