"""`totals`: the control totals of every day, from the log's leaves and the facts' data."""

from collections.abc import Iterator
from pathlib import Path

from projections.audit.figures.totals import TYPE, TYPES, Counted, Recorded, first_wrong, recorded
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import Leaf, data_digest
from projections.audit.tlog.leaf_reading import decode
from projections.audit.tlog.policy import Policy
from projections.audit.verifier.account import handed_over
from projections.audit.verifier.answers import Answer, unchecked, valid, wrong
from projections.audit.verifier.folder import Folder, reading
from projections.audit.verifier.tree import Progress, leaves


def check_totals(folder: Folder, policy: Policy, facts: Path, progress: Progress) -> Answer:
    """Add the facts up again. Those without figures, a check-in say, need not be handed over: leaves count them."""
    checkpoint, _ = folder.checkpoint(policy)
    data = handed_over(facts)
    counted, found = list[Counted](), list[Recorded]()
    for some in leaves(folder, checkpoint, None, progress):
        for fact in _counted(some.start, some.entries, data):
            counted.append(fact)
            if fact.type == TYPE:
                with reading(facts):
                    found.append(recorded(fact.position, fact.data))
    if not found:
        raise unchecked("no_totals", origin=checkpoint.origin)
    if first := first_wrong(found, counted):
        raise wrong("total", **first._asdict())
    return valid("totals", origin=checkpoint.origin, size=checkpoint.size, days=len(found), position=found[-1].last)


def _counted(start: int, entries: list[bytes], data: dict[int, str]) -> Iterator[Counted]:
    for position, entry in enumerate(entries, start + 1):
        try:
            leaf = decode(entry)
        except Invalid as no:
            raise wrong("no_leaf", position=position, why=str(no)) from None
        yield Counted(leaf.position, leaf.type, leaf.version, _data(leaf, data))


def _data(leaf: Leaf, data: dict[int, str]) -> str:
    if leaf.type not in TYPES and leaf.type != TYPE:
        return ""
    if leaf.position not in data:
        raise wrong("left_out", position=leaf.position, type=leaf.type)
    if data_digest(data[leaf.position]) != leaf.data_sha256:
        raise wrong("data", position=leaf.position, type=leaf.type)
    return data[leaf.position]
