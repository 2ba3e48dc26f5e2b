"""`log`: every bundle, every tile, the root and its signature, and that nothing before an older checkpoint changed."""

from pathlib import Path

from projections.audit.tlog.policy import Policy
from projections.audit.verifier.answers import Answer, valid, wrong
from projections.audit.verifier.folder import Folder, open_signed
from projections.audit.verifier.tree import Progress, leaves
from projections.audit.verifier.vouched import Vouched


def check_log(
    folder: Folder, policy: Policy, since: Path | None, vouched: Vouched | None, progress: Progress
) -> Answer:
    """Check a whole published log, and where writers are named, that nobody else appended."""
    checkpoint, cosigners = folder.checkpoint(policy)
    older = open_signed(since, policy)[0] if since else None
    if older and older.origin != checkpoint.origin:
        raise wrong("other_log", origin=checkpoint.origin, other=older.origin)
    if older and older.size > checkpoint.size:
        raise wrong("shrunk", size=checkpoint.size, older=older.size)
    for some in leaves(folder, checkpoint, older, progress):
        if vouched:
            vouched(some)
    if vouched:
        vouched.end()
    return valid(
        "log_signed" if vouched else "log",
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        since=older.size if older else None,
        disowned=vouched.disowned if vouched else None,
        witnesses=[key.name for key in cosigners],
    )
