"""Going on from the last checkpoint: folder, database and key must agree on it, whoever was killed in between."""

from psycopg import Connection

from projections import bookmarks
from projections.audit import signed
from projections.audit.refusing import SealingRefused
from projections.audit.store import NOTHING, TileStore
from projections.audit.tlog.bundles import unpack_entries
from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint
from projections.audit.tlog.frontier import Frontier
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import VerifierKey
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tiles import WIDTH, TileName, pack_hashes, tiles_between


def resume(connection: Connection, store: TileStore, key: VerifierKey) -> tuple[Frontier, list[bytes]]:
    """Give the tree and the entries of its last bundle as they were signed, or say why nobody may go on with them."""
    note = signed.last_note(connection)
    last, stored = _opened(note, key), _opened(store.note(), key)
    if stored.size > last.size or bookmarks.head(connection) < last.size:
        raise SealingRefused(
            f"The database is older than its checkpoints: {max(stored.size, last.size):,} facts were signed. "
            "Was it put back from a backup? Facts that were signed are lost.",
            f"数据库比检查点旧：已签名 {max(stored.size, last.size):,} 条事实。是否恢复过备份？已签名的事实已丢失。",
        )
    try:
        frontier, edge = _tree(store, stored, last)
    except Invalid as no:
        raise _folder_refused(stored, last, no) from no
    if note is not None and not (store.note() or b"").startswith(note):  # behind which witnesses' lines may stand
        store.publish(note)  # killed between the database and the folder
    return frontier, edge


def _tree(store: TileStore, stored: Checkpoint, last: Checkpoint) -> tuple[Frontier, list[bytes]]:
    if stored.size == last.size != 0 and stored.root != last.root:
        raise Invalid("the folder's checkpoint has another root")
    for name in tiles_between(stored.size, last.size):
        store.read(name)
    frontier = Frontier.restore(last.size, store.read)
    if frontier.root() != last.root:
        raise Invalid("the tiles do not lead to the root that was signed")
    index, width = divmod(last.size, WIDTH)
    if not width:
        return frontier, []
    # Without these entries the next bundle would begin with a hole.
    edge = unpack_entries(store.read(TileName(None, index, width)), width)
    if pack_hashes([leaf_hash(entry) for entry in edge]) != store.read(TileName(0, index, width)):
        raise Invalid("the last bundle's entries are not those of the tree")
    return frontier, edge


def _opened(note: bytes | None, key: VerifierKey) -> Checkpoint:
    if note is None:
        return NOTHING
    try:
        return open_checkpoint(note, key)[0]
    except Invalid as no:
        raise SealingRefused(
            f"The last checkpoint was not signed with this key ({no}): name the key that was used before, "
            "or change keys with `merit key rotate`.",
            f"最近的检查点不是用此密钥签名的（{key.name}）：请使用原来的密钥，或用 `merit key rotate` 更换密钥。",
        ) from no


def _folder_refused(stored: Checkpoint, last: Checkpoint, no: Invalid) -> SealingRefused:
    if stored.size < last.size:
        return SealingRefused(
            f"The folder of tiles ends at {stored.size:,} facts, but {last.size:,} were signed ({no}). "
            "Was it put back from an old backup? Put back the newest copy.",
            f"摘要文件夹只到 {stored.size:,} 条事实，而已签名 {last.size:,} 条。是否恢复了旧备份？请恢复最新的副本。",
        )
    return SealingRefused(
        f"The folder of tiles was changed: {no}. Put back an unchanged copy.",
        "摘要文件夹的内容被改动，与已签名的根不符。请恢复未改动的副本。",
    )
