"""Whose signatures it takes (C2SP tlog-policy): the logs and witnesses that are known, their groups, and the quorum."""

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from projections.audit.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import COSIGNATURE, ED25519, VerifierKey, check_name
from projections.audit.tlog.note import Signers, parse_note
from projections.audit.tlog.strict import from_decimal

POLICY_MAX = 128 * 1024  # bytes
NONE = "none"

# No control characters but tab and line feed; the last line ends too.
_LINES = re.compile(rb"(?:[\t\x20-\x7e\x80-\xff]*\n)*")
_BLANKS = re.compile(r"[ \t]+")


class Log(NamedTuple):
    """A log, and where it can be read."""

    key: VerifierKey
    url: str = ""


class Witness(NamedTuple):
    """A witness, and where checkpoints are submitted to it."""

    key: VerifierKey
    url: str = ""


class Group(NamedTuple):
    """So many of these."""

    least: int
    members: tuple[str, ...]


class Policy:
    """A policy; lines are added in order, and each may only name what stands above it."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum = ""
        self._members: set[str] = set()

    def add(self, keyword: str, *words: str) -> None:
        """Take one line in."""
        match keyword, words:
            case "log", (key, *url) if len(url) <= 1:
                self.logs.append(Log(_key(key, ED25519, self.logs), *url))
            case "witness", (name, key, *url) if len(url) <= 1:
                self.witnesses[self._new(name)] = Witness(_key(key, COSIGNATURE, self.witnesses.values()), *url)
            case "group", (name, least, *members) if members:
                self.groups[self._new(name)] = self._group(least, members)
            case "quorum", (name,) if not self.quorum and (name == NONE or self._known(name)):
                self.quorum = name
            case _:
                raise Invalid(f"a policy's line cannot be read: {keyword}")

    def met(self, cosigners: Container[VerifierKey]) -> bool:
        """Say whether these are enough."""
        there = {NONE} | {name for name, witness in self.witnesses.items() if witness.key in cosigners}
        for name, group in self.groups.items():
            if sum(member in there for member in group.members) >= group.least:
                there.add(name)
        return self.quorum in there

    def open(self, content: bytes) -> tuple[Checkpoint, Signers]:
        """Believe a checkpoint that one of the logs signed and enough witnesses cosigned; give both."""
        checkpoint, cosigners = self.open_signed(content)
        if not self.met(cosigners):
            raise Invalid("too few witnesses have cosigned the checkpoint")
        return checkpoint, cosigners

    def open_signed(self, content: bytes) -> tuple[Checkpoint, Signers]:
        """Believe a checkpoint that one of the logs signed, whoever else did; a log may have two keys for a while."""
        origin = parse_checkpoint(parse_note(content).text).origin
        witnesses = [witness.key for witness in self.witnesses.values()]
        error = Invalid(f"{origin} is not a log that is trusted")
        for key in (log.key for log in self.logs if log.key.name == origin):
            try:
                return open_checkpoint(content, key, witnesses)
            except Invalid as no:
                error = no
        raise error

    def _known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _new(self, name: str) -> str:
        if name == NONE or self._known(name):
            raise Invalid(f"a policy names {name} twice")
        return check_name(name)

    def _group(self, least: str, members: list[str]) -> Group:
        number = {"all": len(members), "any": 1}.get(least) or from_decimal(least)
        if not 1 <= number <= len(members):
            raise Invalid("a group needs one to all of its members")
        for member in members:
            if not self._known(member) or member in self._members:
                raise Invalid(f"{member} is not known yet, or is a member already")
            self._members.add(member)
        return Group(number, tuple(members))


def parse_policy(content: bytes) -> Policy:
    """Read a policy file."""
    if len(content) > POLICY_MAX or not _LINES.fullmatch(content):
        raise Invalid(f"a policy is made of lines, up to {POLICY_MAX} bytes, without control characters")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Invalid("this is not UTF-8") from None
    policy = Policy()
    for line in text.split("\n"):
        words = line.strip(" \t")
        if words and not words.startswith("#"):
            policy.add(*_BLANKS.split(words))
    if not policy.quorum:
        raise Invalid("a policy has exactly one quorum")
    return policy


def _key(text: str, kind: int, others: Iterable[Log | Witness]) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.type != kind or any(key.public == other.key.public for other in others):
        raise Invalid(f"{key.name} has a key of another kind, or one that was named before")
    return key
