"""The manifest of a package: what was asked, by whom and why, as of which position, and the digest of every member.

Its own digest is the package's name, which the log knows from the fact `EvidencePrepared`.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from projections.audit.tlog.invalid import Invalid
from projections.audit.verifier.one_way import check_shape, read, write
from projections.audit.verifier.scope import Scope

MANIFEST, CUSTODY = "manifest.json", "custody.jsonl"
CHECKPOINT, FACTS, TREE, LEAVES = "checkpoint", "facts.jsonl", "tree.hashes", "leaves"
POLICIES, REPORT, PDF, XLSX = "policies.json", "report.json", "report.pdf", "report.xlsx"
STAMP_PROOF, STAMP, STAMPED = "timestamp.tlog-proof", "timestamp.tsr", "timestamp.txt"
PROGRAM = "merit-verify.pyz"

REQUIRED = frozenset((CHECKPOINT, FACTS, TREE, POLICIES, REPORT, PDF, XLSX, PROGRAM))
TIME_STAMP = frozenset((STAMP_PROOF, STAMP, STAMPED))
OPTIONAL = TIME_STAMP | {LEAVES}
FORMAT = 1

_TEXT, _MAYBE = (str,), (str, type(None))
_SHAPE: dict[str, tuple[type, ...]] = {
    "asked": (dict,),
    "format": (int,),
    "members": (dict,),
    "position": (int,),
    **dict.fromkeys(("prepared_at", "preparer", "purpose", "version"), _TEXT),
}


class Manifest(NamedTuple):
    """What a package says about itself."""

    asked: Scope
    position: int
    prepared_at: str
    preparer: str
    purpose: str
    version: str
    members: dict[str, dict[str, Any]]

    def __bytes__(self) -> bytes:
        return write({**self._asdict(), "asked": self.asked._asdict(), "format": FORMAT})


def members_of(content: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Give each member's size and digest."""
    return {name: {"bytes": len(each), "sha256": digest(each)} for name, each in content.items()}


def parse_manifest(content: bytes) -> Manifest:
    """Read a manifest."""
    said = read(content)
    check_shape(said, _SHAPE)
    check_shape(said["asked"], dict.fromkeys(Scope._fields, _MAYBE))
    if said.pop("format") != FORMAT or said["position"] <= 0 or not any(said["asked"].values()):
        raise Invalid("a manifest of this kind is not known")
    for name, member in said["members"].items():
        if name not in REQUIRED | OPTIONAL or not isinstance(member, dict):
            raise Invalid("a manifest names the members of a package and no others")
        check_shape(member, {"bytes": (int,), "sha256": _TEXT})
    return Manifest(**{**said, "asked": Scope(**said["asked"])})


def digest(content: bytes) -> str:
    """Hash a member; of the manifest, the package's name."""
    return sha256(content).hexdigest()
