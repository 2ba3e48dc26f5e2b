"""The bytes that stand for a stored fact in the tree: every column, written in one way only.

A leaf is a JSON object in the canonical form of RFC 8785: UTF-8, members sorted, no spaces, whole numbers only. Columns
that are null are left out, times are UTC with microseconds, tags keep their stored order. The fact's data is bound by
the SHA-256 of its stored text, so that a leaf stays small and shows no amounts. Position p is leaf p - 1 of the tree.

    {"actor":"api","data_sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
     "effective_at":"2026-11-20T00:58:00.000000Z","leaf":1,"position":4709,
     "recorded_at":"2026-11-20T00:58:01.250000Z","request":"r-17","tags":["session:S-1","employee:E-1"],
     "type":"CheckedIn","version":1}

(broken into lines here) with, where there is one, `causation`, `on_behalf_of`, `policy_version`, `reason`, and `writer`
and `signature`: who appended the fact, and their signature in base64.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import NamedTuple

from projections.audit.tlog.bundles import ENTRY_MAX
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.strict import to_base64, utf8

FORMAT = 1


class Leaf(NamedTuple):
    """A fact as the tree sees it; the fields stand in the order in which they are written."""

    actor: str
    causation: str | None
    data_sha256: str
    effective_at: str
    leaf: int
    on_behalf_of: str | None
    policy_version: str | None
    position: int
    reason: str | None
    recorded_at: str
    request: str
    signature: str | None
    tags: tuple[str, ...]
    type: str
    version: int
    writer: str | None


def leaf_of(  # noqa: PLR0913 - a fact's columns, in their order
    position: int,
    kind: str,
    version: int,
    data: str,
    tags: Sequence[str],
    effective_at: datetime,
    recorded_at: datetime,
    actor: str,
    on_behalf_of: str | None,
    request: str,
    reason: str | None,
    causation: str | None,
    policy_version: str | None,
    writer: str | None = None,
    signature: bytes | None = None,
) -> Leaf:
    """Give the leaf of a stored fact: `leaf_of(*fact)`."""
    return Leaf(
        actor,
        causation,
        data_digest(data),
        moment_text(effective_at),
        FORMAT,
        on_behalf_of,
        policy_version,
        position,
        reason,
        moment_text(recorded_at),
        request,
        None if signature is None else to_base64(signature),
        tuple(tags),
        kind,
        version,
        writer,
    )


def data_digest(data: str) -> str:
    """Hash a fact's data, exactly as it is stored."""
    return sha256(utf8(data)).hexdigest()


def encode(leaf: Leaf) -> bytes:
    """Write a leaf. Member by member: twice as fast as through a dictionary, and every fact goes through here."""
    # fmt: off
    (actor, causation, data_sha256, effective_at, form, on_behalf_of, policy_version, position, reason, recorded_at,
     request, signature, tags, kind, version, writer) = leaf
    # fmt: on
    content = (
        f'{{"actor":{_quoted(actor)}{"" if causation is None else _member("causation", causation)}'
        f',"data_sha256":{_quoted(data_sha256)},"effective_at":{_quoted(effective_at)},"leaf":{form}'
        f"{'' if on_behalf_of is None else _member('on_behalf_of', on_behalf_of)}"
        f"{'' if policy_version is None else _member('policy_version', policy_version)}"
        f',"position":{position}{"" if reason is None else _member("reason", reason)}'
        f',"recorded_at":{_quoted(recorded_at)},"request":{_quoted(request)}'
        f"{'' if signature is None else _member('signature', signature)}"
        f',"tags":[{",".join(map(_quoted, tags))}],"type":{_quoted(kind)},"version":{version}'
        f"{'' if writer is None else _member('writer', writer)}}}"
    )
    entry = utf8(content)
    if len(entry) > ENTRY_MAX:
        raise Invalid(f"a leaf is longer than {ENTRY_MAX} bytes")
    return entry


def _member(name: str, value: str) -> str:
    return f',"{name}":{_quoted(value)}'


@lru_cache(256)  # the facts of one commit have one time
def moment_text(moment: datetime) -> str:
    """Write a time: UTC with microseconds."""
    moment = moment.astimezone(UTC)
    return f"{moment.date().isoformat()}T{moment.time().isoformat('microseconds')}Z"
