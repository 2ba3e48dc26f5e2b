"""`package`: an evidence package, member by member, down to the signed root, and that nothing was left out."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode
from projections.audit.tlog.merkle import HASH_SIZE, leaf_hash
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.pruned import root_of
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tiles import unpack_hashes
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.audit.verifier import manifest as named
from projections.audit.verifier.answers import Answer, unchecked, valid, wrong
from projections.audit.verifier.archive import PACKAGE_MAX, unpack
from projections.audit.verifier.completeness import asked, carried
from projections.audit.verifier.credit import proven
from projections.audit.verifier.custody import Custody, read_custody
from projections.audit.verifier.fact_lines import read_facts
from projections.audit.verifier.figures import data_of, report
from projections.audit.verifier.folder import Folder, read_file, reading
from projections.audit.verifier.manifest import Manifest, parse_manifest
from projections.audit.verifier.one_way import read
from projections.audit.verifier.scope import Scope
from projections.audit.verifier.tree import Leaves, Progress, leaves

Members = Mapping[str, bytes]


class Package(NamedTuple):
    """What was found good, but for completeness."""

    manifest: Manifest
    checkpoint: Checkpoint
    facts: list[ShownFact]
    custody: Custody


def check_package(path: Path, policy: Policy, tiles: Folder | None, progress: Progress) -> Answer:
    """Check a package; whether it is complete, against the leaves it carries or those of the published log."""
    with reading(path):
        members = unpack(read_file(path, PACKAGE_MAX))
    package = _opened(members, policy)
    manifest, checkpoint, facts, custody = package
    newer: list[int] = []
    if tiles:
        newest, _ = tiles.checkpoint(policy)
        if newest.origin != checkpoint.origin:
            raise wrong("other_log", origin=checkpoint.origin, other=newest.origin)
        if newest.size < checkpoint.size:
            raise unchecked("tiles_older", size=newest.size, wanted=checkpoint.size)
        newer = _check_complete(package, leaves(tiles, newest, checkpoint, progress), newest.size)
    elif named.LEAVES in members:
        with reading(Path(named.LEAVES)):
            _check_complete(package, carried(members[named.LEAVES], checkpoint), checkpoint.size)
    else:
        raise unchecked("partial", asked=str(manifest.asked), count=len(facts))
    return valid(
        "package",
        package=named.digest(bytes(manifest)),
        origin=checkpoint.origin,
        size=checkpoint.size,
        asked=str(manifest.asked),
        count=len(facts),
        preparer=manifest.preparer,
        purpose=manifest.purpose,
        prepared_at=manifest.prepared_at,
        review=custody.review,
        custody=[fact.leaf.position for fact in custody.facts],
        newer=newer,
        stamped=named.STAMP in members,
    )


def _opened(members: Members, policy: Policy) -> Package:
    manifest = _whole(members)
    with reading(Path(named.CHECKPOINT)):
        checkpoint, _ = policy.open(members[named.CHECKPOINT])
        if checkpoint.size != manifest.position:
            raise Invalid("the manifest is of another position")
    facts = _facts(members, manifest.asked, checkpoint)
    with reading(Path(named.REPORT)):
        figures = report(manifest.asked, checkpoint.size, facts)
    if figures != members[named.REPORT]:
        raise wrong("report", file=named.REPORT)
    with reading(Path(named.POLICIES)):
        if read(members[named.POLICIES]).keys() != {fact.leaf.policy_version for fact in facts} - {None}:
            raise Invalid("these are not the policies that the facts name")
    if named.STAMP in members:
        with reading(Path(named.STAMP)):
            _check_stamp(members, policy, checkpoint)
    with reading(Path(named.CUSTODY)):
        custody = read_custody(members[named.CUSTODY], manifest, policy)
    return Package(manifest, checkpoint, facts, custody)


def _whole(members: Members) -> Manifest:
    """Read the manifest, if every member is there and as it says, and no other is."""
    for name in (named.MANIFEST, *sorted(named.REQUIRED), named.CUSTODY):
        _there(members, name)
    with reading(Path(named.MANIFEST)):
        manifest = parse_manifest(members[named.MANIFEST])
    for name in manifest.members.keys() | (named.TIME_STAMP if manifest.members.keys() & named.TIME_STAMP else set()):
        _there(members, name)
    for name, content in members.items():
        if name in {named.MANIFEST, named.CUSTODY}:
            continue
        if name not in manifest.members:
            raise wrong("extra", file=name)
        if manifest.members[name] != named.members_of({name: content})[name]:
            raise wrong("member", file=name)
    return manifest


def _there(members: Members, name: str) -> None:
    if name not in members:
        raise unchecked("missing", file=name)


def _facts(members: Members, scope: Scope, checkpoint: Checkpoint) -> list[ShownFact]:
    with reading(Path(named.FACTS)):
        facts = read_facts(members[named.FACTS])
    for fact in facts:
        if not scope.asks(fact.leaf):
            raise wrong("added", position=fact.leaf.position)
    with reading(Path(named.TREE)):
        beside = unpack_hashes(members[named.TREE], len(members[named.TREE]) // HASH_SIZE)
        hashes = [leaf_hash(encode(fact.leaf)) for fact in facts]
        root = root_of([fact.leaf.position - 1 for fact in facts], hashes, beside, checkpoint.size)
    if root != checkpoint.root:
        raise wrong("root", size=checkpoint.size)
    return facts


def _check_stamp(members: Members, policy: Policy, checkpoint: Checkpoint) -> None:
    """The stamp is the one in the log, over a checkpoint of this log; `openssl ts` checks the authority's signature."""
    fact, _, _ = proven(parse_tlog_proof(members[named.STAMP_PROOF]), policy)
    said, stamped = data_of(fact), parse_checkpoint(members[named.STAMPED].decode(errors="replace"))
    if fact.leaf.type != "AnchorRecorded" or said.get("token") != b64encode(members[named.STAMP]).decode():
        raise Invalid("this is not the time stamp in the log")
    if (said.get("log"), said.get("size"), said.get("root")) != (stamped.origin, stamped.size, stamped.root.hex()):
        raise Invalid("this is not the text that was stamped")
    if stamped.origin != checkpoint.origin:
        raise Invalid("another log was stamped")


def _check_complete(package: Package, source: Iterable[Leaves], size: int) -> list[int]:
    """See that no fact was left out, nor one of custody; give the positions of facts about the package since then."""
    manifest, checkpoint, facts, custody = package
    there = {fact.leaf.position for fact in facts}
    listed = {fact.leaf.position: fact.leaf for fact in custody.facts if fact.leaf.position <= size}
    of_package = Scope(None, f"package:{named.digest(bytes(manifest))}", None)
    newer = []
    for some in source:
        for leaf in asked(manifest.asked, some):
            if leaf.position <= checkpoint.size and leaf.position not in there:
                raise wrong("left_out", position=leaf.position, type=leaf.type)
        for leaf in asked(of_package, some):
            if leaf.position > custody.checkpoint.size:
                newer.append(leaf.position)
            elif listed.pop(leaf.position, None) != leaf:
                raise wrong("left_out", position=leaf.position, type=leaf.type)
    if listed:
        raise wrong("added", position=min(listed))
    return newer
