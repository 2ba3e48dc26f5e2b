"""What was put back against what the log signed, and against what others have seen of it."""

from collections.abc import Sequence
from pathlib import Path

from psycopg import Connection

from projections import bookmarks
from projections.audit import signed
from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode, leaf_of
from projections.audit.tlog.merkle import EMPTY_ROOT, leaf_hash
from projections.audit.tlog.policy import NONE, Policy
from projections.audit.tlog.proving import range_hash
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.verifier.answers import Stopped
from projections.audit.verifier.database import check_database
from projections.audit.verifier.folder import Folder
from projections.backup.programs import Watch
from projections.backup.refusing import BackupRefused, refuse_found
from projections.backup.witnessed import Seen

AT_ONCE = 8_192  # facts


def check_stored(url: str, tiles: Path, policy: Policy, watch: Watch) -> None:
    """Lead every stored fact to the signed root, leaf by leaf."""
    try:
        check_database(url, Folder(tiles), _without_quorum(policy), watch)
    except Stopped as stopped:
        refuse_found("NOT_AS_SIGNED", stopped.answer, ("What was put back", "恢复的内容"))


def signed_checkpoint(note: bytes, policy: Policy) -> Checkpoint:
    """Believe the backup's own checkpoint, if the log signed it; that others saw it is another question."""
    try:
        return policy.open_signed(note)[0]
    except Invalid as no:
        raise BackupRefused(
            "KEY_WRONG",
            f"The log's checkpoint was not signed by whom you trust: {no}.",
            f"检查点不是由所信任的密钥签名的：{no}。",
        ) from no


def check_seen(connection: Connection, store: TileStore, sealed: Checkpoint, seen: Sequence[Seen]) -> None:
    """Find in what was put back everything that others have seen, or say what is lost."""
    head = bookmarks.head(connection)
    for each in sorted(seen, key=lambda one: one.checkpoint.size):
        if each.checkpoint.origin != sealed.origin:
            raise BackupRefused(
                "OTHER_LOG",
                f"{each.by} has seen {each.checkpoint.origin}; this is {sealed.origin}.",
                f"{each.by} 见到的是 {each.checkpoint.origin}，而这是 {sealed.origin}。",
            )
        if each.checkpoint.size > head:
            _hold_still(connection, each, head)
        if _root(connection, store, sealed, each.checkpoint.size) != each.checkpoint.root:
            raise BackupRefused(
                "HISTORY_DIFFERS",
                f"The first {each.checkpoint.size:,} facts are not those that {each.by} saw: history was rewritten.",
                f"前 {each.checkpoint.size:,} 条事实与 {each.by} 所见不同：历史被改写。",
            )


def _hold_still(connection: Connection, seen: Seen, head: int) -> None:
    """Keep what was seen among the checkpoints: no sealer goes on without the facts under it."""
    size = seen.checkpoint.size
    last = signed.last_note(connection)
    if last != seen.note:
        signed.add(connection, seen.checkpoint, seen.note)
    raise BackupRefused(
        "FACTS_LOST",
        f"{seen.by} has seen {size:,} facts, and {head:,} are here: {size - head:,} are lost, "
        f"from position {head + 1:,} on. Nobody can work or seal on this. Put back a newer backup, or go on "
        "with `merit rebuild-from-copy`.",
        f"{seen.by} 见到 {size:,} 条事实，而此处只有 {head:,} 条：自位置 {head + 1:,} 起丢失 {size - head:,} 条。"
        "此数据库不可使用，也不可封存。请恢复更新的备份，或用 `merit rebuild-from-copy` 续接。",
    )


def _root(connection: Connection, store: TileStore, sealed: Checkpoint, size: int) -> bytes:
    """Give the root of the first facts: by the tiles as far as they go, then by the facts themselves."""
    if size == 0:
        return EMPTY_ROOT
    if size <= sealed.size:
        return range_hash(TileHashes(store.read, sealed.size), 0, size)
    tree = Frontier.restore(sealed.size, store.read)
    while tree.size < size:
        facts = signed.facts(connection, tree.size, min(size, tree.size + AT_ONCE))
        tree.extend(leaf_hash(encode(leaf_of(*fact))) for fact in facts)
    return tree.root()


def _without_quorum(policy: Policy) -> Policy:
    """Give the same logs. Cosignatures come after the log's own, so a backup may hold a checkpoint without them."""
    own = Policy()
    for log in policy.logs:
        own.add("log", str(log.key))
    own.add("quorum", NONE)
    return own
