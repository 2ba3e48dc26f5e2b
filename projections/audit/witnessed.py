"""A folder of tiles whose checkpoint carries the cosignatures of witnesses, and says who refused one."""

import json
import logging
import time
from pathlib import Path
from typing import NamedTuple

from projections.audit.durable import put
from projections.audit.refusing import SealingRefused
from projections.audit.store import TileStore
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import SignerKey
from projections.audit.tlog.merkle import EMPTY_ROOT
from projections.audit.tlog.note import Note, parse_note, sign
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.tile_hashes import TileHashes
from projections.audit.witness.asking import Cosigned, Witnesses

OBJECTIONS = "witnesses.json"
AGAIN = 2.0  # seconds until those who did not cosign are asked again

log = logging.getLogger(__name__)


class Objections(NamedTuple):
    """Who refuses to cosign the log, which is an alarm, and who says nothing; and why."""

    refusing: dict[str, str]
    silent: dict[str, str]


def objections(folder: Path) -> Objections:
    """Give what the sealer last heard. It stands in the folder, which no administrator of the database can write."""
    try:
        return Objections(**json.loads((folder / OBJECTIONS).read_bytes()))
    except FileNotFoundError:
        return Objections({}, {})


def nobody(key: SignerKey) -> Policy:
    """The policy of a log without witnesses."""
    policy = Policy()
    policy.add("log", str(key.verifier))
    policy.add("quorum", "none")
    return policy


class WitnessedStore(TileStore):
    """Asks the witnesses before it publishes, and waits no longer than they are given."""

    def __init__(self, folder: Path, witnesses: Witnesses) -> None:
        super().__init__(folder)
        self._witnesses = witnesses
        self._told = objections(folder)
        self._again = 0.0

    def begin(self, key: SignerKey) -> None:
        """Refuse to go on with a log of which a witness has seen more: it was put back from a backup."""
        note = self.note()
        # Without the cosignatures that it has: who gave them is asked all the same.
        for name, size in self._ask(_bare(note, key)).ahead.items():
            raise SealingRefused(
                f"The witness {name} has cosigned {size:,} facts, of which {self.checkpoint().size:,} are left. "
                "Were database and folder put back from a backup? Facts that were signed are lost.",
                f"见证人 {name} 已联署 {size:,} 条事实，现仅存 {self.checkpoint().size:,} 条。"
                "是否恢复过备份？已签名的事实已丢失。",
            )
        if note is not None:
            self.publish(note)

    def publish(self, note: bytes) -> None:
        """Publish a checkpoint with the cosignatures that come in time."""
        cosigned = self._ask(note)
        super().publish(cosigned.note)
        self._again = time.monotonic() + AGAIN
        self._tell(Objections(cosigned.refusing, cosigned.silent))

    def ask_again(self) -> None:
        """Ask those who have not cosigned the last checkpoint, now and then."""
        note = self.note()
        if note is not None and any(self._told) and time.monotonic() >= self._again:
            self.publish(note)

    def _ask(self, note: bytes) -> Cosigned:
        try:
            size = parse_checkpoint(parse_note(note).text).size
            return self._witnesses.cosigned(note, TileHashes(self.read, size))
        except Invalid as no:
            raise SealingRefused(
                f"No witness can be asked ({no}): does LEDGER_WITNESS_POLICY name this log's key?",
                "无法请求见证人联署：LEDGER_WITNESS_POLICY 是否包含本日志的公钥？",
            ) from no

    def _tell(self, now: Objections) -> None:
        """Say what is new, and keep it where others can ask."""
        before, self._told = self._told, now
        for name, why in now.refusing.items():
            if before.refusing.get(name) != why:
                log.error("ALARM: the witness %s refuses to cosign this log: %s", name, why)
        for name in now.silent.keys() - before.silent.keys():
            log.warning("the witness %s is silent: %s", name, now.silent[name])
        for name in {*before.refusing, *before.silent} - {*now.refusing, *now.silent}:
            log.warning("the witness %s cosigns again", name)
        if (before.refusing, before.silent.keys()) != (now.refusing, now.silent.keys()):
            put(self.folder / OBJECTIONS, json.dumps(now._asdict(), ensure_ascii=False).encode())


def _bare(note: bytes | None, key: SignerKey) -> bytes:
    """Give a checkpoint with the log's own signatures, that of the empty tree if there is none yet."""
    if note is None:
        text = Checkpoint(key.name, 0, EMPTY_ROOT).text
        return bytes(Note(text, (sign(text, key),)))
    text, signatures = parse_note(note)
    return bytes(Note(text, tuple(each for each in signatures if each.name == key.name)))
