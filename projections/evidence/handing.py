"""A package on its way: whoever is given it gets the custody list as it is then."""

from collections.abc import Mapping

from ledger.log.log import Log
from projections.audit.published import Unsealed
from projections.audit.store import TileStore
from projections.audit.verifier.custody import write_custody
from projections.audit.verifier.manifest import CUSTODY, MANIFEST, digest
from projections.evidence.proving import Sealed, facts_of


def handed(log: Log, store: TileStore, members: Mapping[str, bytes], position: int = 1) -> dict[str, bytes]:
    """Give the members with a custody list; the log must be sealed up to a position, and know the package."""
    sealed = Sealed.now(store)
    size = sealed.checkpoint.size
    known = list(facts_of(log, [f"package:{digest(members[MANIFEST])}"], [], size))
    if size < position or not known:
        raise Unsealed(position, size)
    return {**members, CUSTODY: write_custody([sealed.prove(fact) for fact in known])}
