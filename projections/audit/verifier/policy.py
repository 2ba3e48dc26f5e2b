"""Whose signatures are believed (C2SP tlog-policy): logs, witnesses, and how many witnesses it takes.

log example.com/merit+0a1b2c3d+AX...
witness audit audit.example.com+4e5f6a7b+BP...
quorum audit
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, VerifierKey
from projections.audit.tlog.note import Signers, parse_note
from projections.audit.tlog.strict import text_of

POLICY_MAX = 64 * 1024  # bytes
NONE = "none"


class Group(NamedTuple):
    """Has cosigned once `least` of its members have; a witness is a group of itself."""

    name: str
    least: int
    members: Sequence[str]
    key: VerifierKey | None = None

    def cosigned(self, agreeing: set[str], cosigners: Signers) -> bool:
        """Say whether it is among those who cosigned, its members having been asked before."""
        return self.key in cosigners if self.key else len(agreeing.intersection(self.members)) >= self.least


class Policy(NamedTuple):
    """What the auditor was told by somebody they trust."""

    logs: Sequence[VerifierKey]
    groups: Sequence[Group] = ()
    quorum: str = NONE

    def open(self, content: bytes) -> tuple[Checkpoint, Signers]:
        """Believe a checkpoint that one of the logs signed and enough witnesses cosigned; give both."""
        origin = parse_checkpoint(parse_note(content).text).origin
        logs = [log for log in self.logs if log.name == origin]
        if not logs:
            raise Invalid(f"{origin} is not a log that is trusted")
        checkpoint, cosigners = self._signed(content, logs)
        agreeing: set[str] = set()
        for group in self.groups:
            if group.cosigned(agreeing, cosigners):
                agreeing.add(group.name)
        if self.quorum not in {NONE, *agreeing}:
            raise Invalid("too few witnesses have cosigned the checkpoint")
        return checkpoint, cosigners

    def _signed(self, content: bytes, logs: Sequence[VerifierKey]) -> tuple[Checkpoint, Signers]:
        """A log whose key is being changed has two keys, and either will do."""
        witnesses = [group.key for group in self.groups if group.key]
        for log in logs[:-1]:
            try:
                return open_checkpoint(content, log, witnesses)
            except Invalid:
                continue
        return open_checkpoint(content, logs[-1], witnesses)


def parse_policy(content: bytes) -> Policy:
    """Read a policy file; names are defined before they are used, and used by one group at most."""
    logs: list[VerifierKey] = []
    groups: dict[str, Group] = {}
    quorums: list[str] = []
    lines = (line.strip(" \t") for line in text_of(content.replace(b"\t", b" "), POLICY_MAX)[:-1].split("\n"))
    for line in lines:
        match line.split():
            case ["log", key, *urls] if len(urls) <= 1:
                logs.append(_key(key, ED25519, logs))
            case ["witness", name, key, *urls] if len(urls) <= 1:
                known = [group.key for group in groups.values() if group.key]
                _add(groups, Group(name, 1, (), _key(key, COSIGNATURE, known)))
            case ["group", name, least, *members] if members:
                used = {member for group in groups.values() for member in group.members}
                if len(set(members)) < len(members) or used.intersection(members) or not groups.keys() >= set(members):
                    raise Invalid(f"a member of the group {name} is unknown, or in a group already")
                _add(groups, Group(name, _least(least, len(members)), members))
            case ["quorum", name] if not quorums and (name == NONE or name in groups):
                quorums.append(name)
            case _ if line and not line.startswith("#"):
                raise Invalid(f"this is no line of a policy: {line[:80]}")
    if not logs or not quorums:
        raise Invalid("a policy names a log and a quorum")
    return Policy(tuple(logs), tuple(groups.values()), quorums[0])


def _key(text: str, kind: int, known: Iterable[VerifierKey]) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.type != kind or any(key.public == each.public for each in known):
        raise Invalid(f"{key.name} is listed twice, or its key is of the wrong type")
    return key


def _least(text: str, members: int) -> int:
    least = {"any": 1, "all": members}.get(text) or (int(text) if text.isdecimal() and len(text) <= len("1000") else 0)
    if not 1 <= least <= members:
        raise Invalid("a group needs any, all, or a number of its members")
    return least


def _add(groups: dict[str, Group], group: Group) -> None:
    if group.name == NONE or group.name in groups:
        raise Invalid(f"{group.name} is defined twice")
    groups[group.name] = group
