"""`diff`: whether one checkpoint grew out of the other, or the log showed two histories."""

from pathlib import Path

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.proving import consistency_proof, range_hash
from projections.audit.tlog.strict import to_base64
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.tlog.verifying import verify_consistency
from projections.audit.verifier.answers import Answer, valid, wrong
from projections.audit.verifier.folder import Folder, open_signed


def check_pair(one: Path, other: Path, folder: Folder, policy: Policy) -> Answer:
    """Compare two checkpoints on the tiles of the newer one. The proof convinces whoever has both checkpoints."""
    old, new = sorted((open_signed(path, policy)[0] for path in (one, other)), key=lambda each: each.size)
    if old.origin != new.origin:
        raise wrong("other_log", origin=new.origin, other=old.origin)
    sizes = {"origin": new.origin, "older": old.size, "size": new.size}
    if old.size in {0, new.size}:
        if old.size == new.size and old.root != new.root:
            raise wrong("fork", **sizes, proof=[], root=new.root.hex(), older_root=old.root.hex())
        return valid("grown", **sizes, proof=[])
    hashes = TileHashes(folder.tile, new.size)
    root = range_hash(hashes, 0, old.size)
    proof = consistency_proof(hashes, old.size, new.size)
    try:
        verify_consistency(old.size, new.size, root, new.root, proof)
    except Invalid:
        raise wrong("root", size=new.size) from None
    shown = [to_base64(each) for each in proof]
    if root != old.root:
        raise wrong("fork", **sizes, proof=shown, root=root.hex(), older_root=old.root.hex())
    return valid("grown", **sizes, proof=shown)
