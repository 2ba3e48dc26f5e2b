"""`package`: an evidence package, member by member, down to the signed root, and that nothing was left out."""

from collections.abc import Mapping
from pathlib import Path

from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode
from projections.audit.tlog.merkle import HASH_SIZE, leaf_hash
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.pruned import root_of
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tiles import unpack_hashes
from projections.audit.verifier.answers import Answer, unchecked, valid, wrong
from projections.audit.verifier.archive import PACKAGE_MAX, unpack
from projections.audit.verifier.completeness import Package, carried, check_complete
from projections.audit.verifier.custody import read_custody
from projections.audit.verifier.fact_lines import read_facts
from projections.audit.verifier.figures import report
from projections.audit.verifier.folder import Folder, read_file, reading
from projections.audit.verifier.manifest import (
    CHECKPOINT,
    CUSTODY,
    FACTS,
    LEAVES,
    MANIFEST,
    POLICIES,
    REPORT,
    REQUIRED,
    STAMP,
    TIME_STAMP,
    TREE,
    Manifest,
    digest,
    members_of,
    parse_manifest,
)
from projections.audit.verifier.one_way import read
from projections.audit.verifier.scope import Scope
from projections.audit.verifier.stamped import check_stamp
from projections.audit.verifier.tree import Progress, leaves

Members = Mapping[str, bytes]


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
        newer = check_complete(package, leaves(tiles, newest, checkpoint, progress), newest.size)
    elif LEAVES in members:
        with reading(Path(LEAVES)):
            check_complete(package, carried(members[LEAVES], checkpoint), checkpoint.size)
    else:
        raise unchecked("partial", asked=str(manifest.asked), count=len(facts))
    return valid(
        "package",
        package=digest(bytes(manifest)),
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
        stamped=STAMP in members,
    )


def _opened(members: Members, policy: Policy) -> Package:
    manifest = _whole(members)
    with reading(Path(CHECKPOINT)):
        checkpoint, _ = policy.open(members[CHECKPOINT])
        if checkpoint.size != manifest.position:
            raise Invalid("the manifest is of another position")
    facts = _facts(members, manifest.asked, checkpoint)
    with reading(Path(REPORT)):
        figures = report(manifest.asked, checkpoint.size, facts)
    if figures != members[REPORT]:
        raise wrong("figures", file=REPORT)
    with reading(Path(POLICIES)):
        if read(members[POLICIES]).keys() != {fact.leaf.policy_version for fact in facts} - {None}:
            raise Invalid("these are not the policies that the facts name")
    if STAMP in members:
        with reading(Path(STAMP)):
            check_stamp(members, policy, checkpoint)
    with reading(Path(CUSTODY)):
        custody = read_custody(members[CUSTODY], manifest, policy)
    return Package(manifest, checkpoint, facts, custody)


def _whole(members: Members) -> Manifest:
    """Read the manifest, if every member is there and as it says, and no other is."""
    for name in (MANIFEST, *sorted(REQUIRED), CUSTODY):
        _there(members, name)
    with reading(Path(MANIFEST)):
        manifest = parse_manifest(members[MANIFEST])
    for name in manifest.members.keys() | (TIME_STAMP if manifest.members.keys() & TIME_STAMP else set()):
        _there(members, name)
    for name, content in members.items():
        if name in {MANIFEST, CUSTODY}:
            continue
        if name not in manifest.members:
            raise wrong("extra", file=name)
        if manifest.members[name] != members_of({name: content})[name]:
            raise wrong("member", file=name)
    return manifest


def _there(members: Members, name: str) -> None:
    if name not in members:
        raise unchecked("missing", file=name)


def _facts(members: Members, scope: Scope, checkpoint: Checkpoint) -> list[ShownFact]:
    with reading(Path(FACTS)):
        facts = read_facts(members[FACTS])
    for fact in facts:
        if not scope.asks(fact.leaf):
            raise wrong("added", position=fact.leaf.position)
    with reading(Path(TREE)):
        beside = unpack_hashes(members[TREE], len(members[TREE]) // HASH_SIZE)
        hashes = [leaf_hash(encode(fact.leaf)) for fact in facts]
        root = root_of([fact.leaf.position - 1 for fact in facts], hashes, beside, checkpoint.size)
    if root != checkpoint.root:
        raise wrong("root", size=checkpoint.size)
    return facts
