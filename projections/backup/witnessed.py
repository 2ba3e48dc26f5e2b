"""The newest checkpoint that somebody else has seen: a backup cannot know what was signed after it."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from projections.audit.posting import Unreached, get
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.note import NOTE_MAX
from projections.audit.tlog.policy import Policy, Witness
from projections.backup.refusing import BackupRefused

SECONDS = 5.0
OK, UNKNOWN = 200, 404


class Seen(NamedTuple):
    """A signed checkpoint and who had it."""

    by: str
    checkpoint: Checkpoint
    note: bytes


def in_file(path: Path, policy: Policy) -> Seen:
    """Believe a checkpoint that somebody kept, if the log signed it."""
    try:
        note = path.read_bytes()
        return Seen(str(path), policy.open_signed(note)[0], note)
    except (OSError, Invalid) as no:
        raise BackupRefused(
            "CHECKPOINT_INVALID", f"{path} is no checkpoint to go by: {no}.", f"{path} 不是可信的检查点：{no}。"
        ) from no


def by_witnesses(policy: Policy, origin: str) -> tuple[list[Seen], dict[str, str]]:
    """Ask every witness that has an address; give what they have seen, and who said nothing."""
    seen: list[Seen] = []
    silent: dict[str, str] = {}
    for name, witness in policy.witnesses.items():
        if witness.url:
            try:
                seen += _asked(name, witness, policy, origin)
            except Unreached as no:
                silent[name] = str(no)
    return seen, silent


def _asked(name: str, witness: Witness, policy: Policy, origin: str) -> list[Seen]:
    url = f"{witness.url.rstrip('/')}/{sha256(origin.encode()).hexdigest()}/checkpoint"
    reply = get(url, SECONDS, NOTE_MAX)
    if reply.status == UNKNOWN:
        return []
    if reply.status != OK:
        raise Unreached(f"{url} answers {reply.status}")
    try:
        checkpoint, cosigners = policy.open_signed(reply.body)
    except Invalid as no:
        raise _shows_nothing(name, str(no)) from no
    if witness.key not in cosigners or checkpoint.origin != origin:
        raise _shows_nothing(name, "it did not cosign that")
    return [Seen(name, checkpoint, reply.body)]


def _shows_nothing(name: str, why: str) -> BackupRefused:
    return BackupRefused(
        "CHECKPOINT_INVALID",
        f"Witness {name} shows no checkpoint of the log: {why}.",
        f"见证人 {name} 出示的检查点无效：{why}。",
    )
