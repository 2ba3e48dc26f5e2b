"""`report`: a statement's figures from its facts, each under the signed root; with the log, that none is missing."""

from pathlib import Path

from projections.audit.figures.balance import balance
from projections.audit.figures.data import canonical
from projections.audit.figures.movements import Leg, legs
from projections.audit.figures.report import FILE_MAX, Report, parse_report
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import encode
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.verifying import verify_inclusion
from projections.audit.verifier.account import about
from projections.audit.verifier.answers import Answer, valid, wrong
from projections.audit.verifier.credit import described
from projections.audit.verifier.folder import Folder, read_file, reading
from projections.audit.verifier.tree import Progress, leaves


def check_report(path: Path, folder: Folder | None, policy: Policy, progress: Progress) -> Answer:
    """Derive the figures again."""
    content = read_file(path, FILE_MAX)
    with reading(path):
        report = parse_report(content)
        checkpoint, cosigners = policy.open(report.checkpoint)
        moved = _believed(report, checkpoint)
        found = balance(moved)
        if set(report.balance) != set(found):
            raise Invalid("a statement has other figures")
    for figure, amount in found.items():
        said = report.balance[figure]
        if (type(said), said) != (type(amount), amount):
            raise wrong("figure", figure=figure, said=said, found=amount)
    if folder:
        _check_complete(report, checkpoint, folder, policy, progress)
    return valid(
        "report_complete" if folder else "report",
        employee=report.employee,
        origin=checkpoint.origin,
        size=checkpoint.size,
        as_of=report.as_of,
        recorded_as_of=report.recorded_as_of,
        count=len(report.facts),
        balance=found,
        data=canonical(found).decode(),
        facts=[described(proven.fact.leaf) for proven in report.facts],
        witnesses=[key.name for key in cosigners],
    )


def _believed(report: Report, checkpoint: Checkpoint) -> list[Leg]:
    """Check that each fact is in the log, once, and of this account; give what they move."""
    moved, before = list[Leg](), 0
    for fact, hashes in report.facts:
        position = fact.leaf.position
        if position <= before:
            raise Invalid("facts stand in the order of the log, each once")
        before = position
        if report.tag not in fact.leaf.tags or not report.covers(fact.leaf):
            raise wrong("stranger", position=position)
        verify_inclusion(leaf_hash(encode(fact.leaf)), position - 1, checkpoint.size, hashes, checkpoint.root)
        moved += legs(fact.leaf.type, fact.leaf.version, fact.data or "")
    if any(leg.employee != report.employee for leg in moved):
        raise Invalid("a fact moves what is somebody else's")
    return moved


def _check_complete(report: Report, checkpoint: Checkpoint, folder: Folder, policy: Policy, progress: Progress) -> None:
    """Look at every leaf up to the statement's checkpoint, out of which the log must have grown."""
    newest, _ = folder.checkpoint(policy)
    if newest.origin != checkpoint.origin:
        raise wrong("other_log", origin=newest.origin, other=checkpoint.origin)
    if newest.size < checkpoint.size:
        raise wrong("shrunk", size=newest.size, older=checkpoint.size)
    shown = {proven.fact.leaf.position for proven in report.facts}
    theirs = [leaf for some in leaves(folder, newest, checkpoint, progress) for leaf in about(report.tag, some)]
    missing = [
        leaf
        for leaf in theirs
        if leaf.position <= checkpoint.size and report.covers(leaf) and leaf.position not in shown
    ]
    if missing:
        raise wrong("left_out", position=missing[0].position, type=missing[0].type)
