"""A ledger in memory, its published log, and packages made of both."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from audit.verifier.published import LOG, VKEY, publish
from audit.verifier.running import verify
from views.history import History

from ledger.events import AnchorRecorded, Event, EvidenceHandedOver, EvidencePrepared, EvidenceReviewed
from ledger.log.log import Batch, Request
from ledger.log.memory import MemoryLog
from ledger.log.stored import encode
from projections.audit.store import TileStore
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.audit.verifier import manifest as m
from projections.audit.verifier.archive import pack
from projections.audit.verifier.one_way import read
from projections.evidence.asking import Ask, scope_of
from projections.evidence.handing import handed
from projections.evidence.preparing import Prepared, prepare
from projections.evidence.proving import Sealed

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
LIN = "E00003"
PURPOSE = "申诉 appeal <b>&14</b>"
Members = dict[str, bytes]


class Scene:
    """What happened, sealed as far as it was published last."""

    def __init__(self, folder: Path) -> None:
        self.log = MemoryLog()
        self.store = TileStore(folder)

    def append(self, facts: Iterable[Event], policy: str | None = None) -> None:
        entries = [encode(fact, 1) for fact in facts]
        by = Request("审计", f"r-{self.log.head()}", b"d", "zhou", None, None, policy)
        self.log.record(Batch(self.log.head(), (), entries, [by]))

    def seal(self) -> None:
        publish(self.store.folder, self.log.between(1, self.log.head()))

    def make(
        self, tag: str | None = f"employee:{LIN}", since: Any = None, until: Any = None, *, leaves: bool = True
    ) -> Prepared:
        ask = Ask(scope_of(tag, since, until), "zhou", PURPOSE, AT, "0.1.0")
        return prepare(self.log, self.store, Sealed.now(self.store), ask, leaves=leaves)

    def recorded(self, made: Prepared, **changes: Any) -> Members:
        """Put a package on record, and give it as it is handed over."""
        said = {"employee": LIN, "position": made.position, "preparer": "zhou", "purpose": PURPOSE, **changes}
        self.append([EvidencePrepared(package=made.package, effective_at=AT, **said)])
        self.seal()
        return handed(self.log, self.store, made.members)

    def passed_on(self, made: Prepared) -> Members:
        """Have it reviewed and handed over."""
        named: dict[str, Any] = {"package": made.package, "effective_at": AT}
        self.append([EvidenceReviewed(verdict="accepted", reviewer="qian", note="完整", **named)])
        self.append([EvidenceHandedOver(giver="zhou", receiver="court", **named)])
        self.seal()
        return handed(self.log, self.store, made.members)


def scene(folder: Path, size: int = 900) -> Scene:
    """A company's history, time-stamped in the middle."""
    made = Scene(folder)
    facts = History(3).facts()
    made.append(islice(facts, size - 200), "default-1")
    made.append([AnchorRecorded(log=LOG.name, size=size - 300, root="ab" * 32, token="MAAA", effective_at=AT)])  # noqa: S106
    made.append(islice(facts, 199))
    made.seal()
    return made


def checked(folder: Path, members: Mapping[str, bytes] | bytes, *options: object) -> dict[str, Any]:
    """Have the auditors' program check a package; `found`, not raised, is what it says."""
    file = folder / "package.zip"
    file.write_bytes(members if isinstance(members, bytes) else pack(members))
    return verify("package", file, "--key", VKEY, "--lang", "en", *options)


def remade(members: Members, **changed: bytes | None) -> Members:
    """Change members and write the manifest anew, as whoever can make packages could; None takes one out."""
    kept = {name: content for name, content in members.items() if name not in changed}
    kept |= {name: content for name, content in changed.items() if content is not None}
    said = m.parse_manifest(members[m.MANIFEST])
    body = {name: content for name, content in kept.items() if name not in {m.MANIFEST, m.CUSTODY}}
    return {**kept, m.MANIFEST: bytes(said._replace(members=m.members_of(body)))}


def proofs(members: Members) -> Iterator[bytes]:
    """The proofs of a custody list."""
    for line in members[m.CUSTODY].splitlines(keepends=True)[:-1]:
        yield bytes(parse_tlog_proof(read(line)["proof"].encode()))


Checked = Callable[..., dict[str, Any]]
