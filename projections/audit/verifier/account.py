"""`account`: every fact of one person, session or case, and that nothing was left out.

Tags are part of a leaf, so whoever goes through all leaves up to the signed root has seen them all. Where the facts'
data is handed over too, one JSON object a line with `position` and `data`, each must be the one that was recorded, and
none may be missing.
"""

import json
from pathlib import Path
from typing import Any

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf, data_digest
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.policy import Policy
from projections.audit.verifier.answers import Answer, valid, wrong
from projections.audit.verifier.credit import described
from projections.audit.verifier.folder import Folder, read_file, reading
from projections.audit.verifier.tree import Leaves, Progress, leaves

FACTS_MAX = 256 * 1024 * 1024  # bytes
_MEMBERS = {"position": int, "data": str}


def check_account(account: str, folder: Folder, policy: Policy, facts: Path | None, progress: Progress) -> Answer:
    """List the facts with a tag, `employee:` unless it says otherwise; compare them with those handed over."""
    tag = account if ":" in account else f"employee:{account}"
    checkpoint, _ = folder.checkpoint(policy)
    handed = _handed_over(facts) if facts else None
    found = [leaf for some in leaves(folder, checkpoint, None, progress) for leaf in about(tag, some)]
    if handed is not None:
        _compare(found, handed)
    return valid(
        "account" if handed is None else "account_complete",
        account=tag,
        origin=checkpoint.origin,
        size=checkpoint.size,
        count=len(found),
        facts=[described(leaf) for leaf in found],
    )


def about(tag: str, some: Leaves) -> list[Leaf]:
    """Leaves in which the tag does not stand need no reading, unless their text could spell it in another way."""
    plain, found = json.dumps(tag, ensure_ascii=False).encode(errors="replace"), []
    for position, entry in enumerate(some.entries, some.start + 1):
        if plain in entry or b"\\u" in entry or b"\\/" in entry:
            try:
                leaf = decode(entry)
            except Invalid as no:
                raise wrong("no_leaf", position=position, why=str(no)) from None
            if tag in leaf.tags:
                found.append(leaf)
    return found


def _handed_over(path: Path) -> dict[int, str]:
    facts: dict[int, str] = {}
    with reading(path):
        for line in read_file(path, FACTS_MAX).splitlines():
            fact = _fact(line)
            if fact["position"] in facts:
                raise Invalid(f"position {fact['position']} is there twice")
            facts[fact["position"]] = fact["data"]
    return facts


def _fact(line: bytes) -> dict[str, Any]:
    try:
        fact = json.loads(line)
    except (ValueError, RecursionError):
        fact = None
    if not isinstance(fact, dict) or {name: type(value) for name, value in fact.items()} != _MEMBERS:
        raise Invalid("a fact is one line, a JSON object with its position and its data")
    return fact


def _compare(found: list[Leaf], handed: dict[int, str]) -> None:
    for leaf in found:
        if leaf.position not in handed:
            raise wrong("left_out", position=leaf.position, type=leaf.type)
        if data_digest(handed[leaf.position]) != leaf.data_sha256:
            raise wrong("data", position=leaf.position, type=leaf.type)
    if strangers := handed.keys() - {leaf.position for leaf in found}:
        raise wrong("added", position=min(strangers))
