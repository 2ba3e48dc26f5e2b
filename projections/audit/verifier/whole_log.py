"""`log`: every bundle, every tile, the root and its signature, and that nothing before an older checkpoint changed."""

from pathlib import Path

from projections.audit.tlog.policy import Policy
from projections.audit.verifier.answers import Answer, valid, wrong
from projections.audit.verifier.folder import Folder, open_signed
from projections.audit.verifier.tree import Progress, leaves


def check_log(folder: Folder, policy: Policy, since: Path | None, progress: Progress) -> Answer:
    """Check a whole published log."""
    checkpoint, cosigners = folder.checkpoint(policy)
    older = open_signed(since, policy)[0] if since else None
    if older and older.origin != checkpoint.origin:
        raise wrong("other_log", origin=checkpoint.origin, other=older.origin)
    if older and older.size > checkpoint.size:
        raise wrong("shrunk", size=checkpoint.size, older=older.size)
    for _ in leaves(folder, checkpoint, older, progress):
        pass
    return valid(
        "log",
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        since=older.size if older else None,
        witnesses=[key.name for key in cosigners],
    )
