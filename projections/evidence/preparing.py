"""The members of a package and their manifest: the same question at the same position gives the same bytes."""

import json
from collections.abc import Iterable
from pathlib import Path
from re import sub
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ledger.events import PolicyDrafted
from ledger.log.log import Log
from ledger.policy import DEFAULT_POLICY
from ledger.policy.layers import SEPARATOR
from projections.audit.packing import pack as pack_program
from projections.audit.store import TileStore
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tiles import WIDTH, TileName, tile_width
from projections.audit.verifier import figures
from projections.audit.verifier.archive import PACKAGE_MAX
from projections.audit.verifier.fact_lines import write_facts
from projections.audit.verifier.manifest import (
    CHECKPOINT,
    FACTS,
    LEAVES,
    MANIFEST,
    PDF,
    POLICIES,
    PROGRAM,
    REPORT,
    TREE,
    XLSX,
    Manifest,
    digest,
    members_of,
)
from projections.audit.verifier.one_way import write
from projections.audit.verifier.scope import Scope
from projections.evidence.asking import Ask, NothingFound, TooMuch
from projections.evidence.proving import Sealed, facts_of, time_stamp
from projections.evidence.report import Report
from projections.policies import BOOK

# So many leaves travel along, some 25 MB; of a larger log whoever verifies needs the published tiles.
LEAVES_MAX = 65_536
ROOM = 1024 * 1024  # bytes for the custody list
ENVELOPE = 400  # bytes of a fact beside its data, about


class Prepared(NamedTuple):
    """A package before anybody has it: its file's name, its own, and its members without a custody list."""

    file: str
    package: str
    position: int
    members: dict[str, bytes]


def prepare(log: Log, store: TileStore, sealed: Sealed, ask: Ask, *, leaves: bool = True) -> Prepared:
    """Make a package as of a checkpoint. Raises `NothingFound`, `TooMuch`, or `Invalid` if tiles and facts differ."""
    # Here, because they take a third of a second to load and only who makes a package needs them.
    from projections.evidence.printed import printed
    from projections.evidence.workbook import workbook

    size = sealed.checkpoint.size
    facts = list(_bounded(fact for fact in _facts(log, ask, size) if ask.scope.asks(fact.leaf)))
    if not facts:
        raise NothingFound(size)
    members = {
        CHECKPOINT: sealed.note,
        FACTS: write_facts(facts),
        TREE: sealed.prove_all(facts),
        POLICIES: _policies(log, facts),
        **time_stamp(log, sealed),
        **({LEAVES: _leaves(store, size)} if leaves and size <= LEAVES_MAX else {}),
        REPORT: figures.report(ask.scope, size, facts),
        PROGRAM: _program(),
    }
    report = Report(ask, sealed.checkpoint, facts, complete=LEAVES in members)
    members |= {PDF: printed(report), XLSX: workbook(report)}
    if sum(map(len, members.values())) > PACKAGE_MAX - ROOM:
        raise TooMuch
    at = report.prepared_at
    manifest = bytes(Manifest(ask.scope, size, at, ask.preparer, ask.purpose, ask.version, members_of(members)))
    return Prepared(file_name(ask.scope, size), digest(manifest), size, {MANIFEST: manifest, **members})


def _facts(log: Log, ask: Ask, size: int) -> Iterable[ShownFact]:
    return facts_of(log, [ask.scope.tag] if ask.scope.tag else [], [], size)


def _bounded(facts: Iterable[ShownFact]) -> Iterable[ShownFact]:
    """Stop before the memory is full."""
    room = PACKAGE_MAX
    for fact in facts:
        room -= len(fact.data or "") + ENVELOPE
        if room < 0:
            raise TooMuch
        yield fact


def _policies(log: Log, facts: list[ShownFact]) -> bytes:
    """Give what the facts rest on, by what they name; of versions that were published, the default beneath them too."""
    known: dict[str, object] = {DEFAULT_POLICY.version: DEFAULT_POLICY.model_dump(mode="json")}
    for fact in log.about([BOOK], [PolicyDrafted.__name__], 0, log.head()):
        drafted = json.loads(fact.data)
        known[drafted["version"]] = json.loads(drafted["document"])
    named = {fact.leaf.policy_version for fact in facts}
    return write({name: _layers(name, known) for name in named if name})


def _layers(name: str, known: dict[str, object]) -> object:
    """A version that this program does not have is null."""
    if name == DEFAULT_POLICY.version:
        return known[name]
    return {one: known.get(one) for one in (DEFAULT_POLICY.version, *name.split(SEPARATOR))}


def _leaves(store: TileStore, size: int) -> bytes:
    bundles = range((size + WIDTH - 1) // WIDTH)
    return b"".join(store.read(TileName(None, index, tile_width(0, index, size))) for index in bundles)


def _program() -> bytes:
    with TemporaryDirectory() as folder:
        target = Path(folder) / PROGRAM
        pack_program(target)
        return target.read_bytes()


def file_name(scope: Scope, size: int) -> str:
    """Name the file after the question, in letters that every file system has."""
    since, tag, until = scope
    about = (tag or "").removeprefix("employee:") or f"{(since or '')[:10]}-{(until or '')[:10]}"
    return f"evidence-{sub('[^A-Za-z0-9._-]+', '-', about)[:80]}-at-{size}.zip"
