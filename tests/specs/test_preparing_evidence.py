"""Making a package: what the sealed log can prove, or a refusal and nothing made."""

from pathlib import Path

import pytest
from evidence.scene import AT, LIN, Scene, scene

from api import evidence
from ledger.decisions.prepare_evidence import EvidenceAsked
from ledger.events import EmployeeJoined
from ledger.log.memory import MemoryLog
from ledger.recording import Caller
from ledger.refusals.evidence import (
    EvidenceEmpty,
    EvidenceInconsistent,
    EvidenceNotSealed,
    EvidenceTooLarge,
    EvidenceUnreadable,
)
from projections.audit.verifier.archive import pack
from projections.audit.verifier.manifest import LEAVES

ZHOU = Caller("audit", on_behalf_of="zhou")
ASKED = EvidenceAsked(employee=LIN, purpose="appeal")


@pytest.fixture
def sealed(tmp_path: Path) -> Scene:
    return scene(tmp_path / "tiles", 400)


def test_nothing_is_prepared_before_anything_is_sealed(tmp_path: Path) -> None:
    empty = Scene(tmp_path / "tiles")
    with pytest.raises(EvidenceNotSealed):
        evidence.prepared(empty.log, empty.store, ASKED, ZHOU)


def test_a_question_that_no_fact_answers_is_refused(sealed: Scene) -> None:
    nobody = ASKED.model_copy(update={"employee": "nobody"})
    with pytest.raises(EvidenceEmpty) as refused:
        evidence.prepared(sealed.log, sealed.store, nobody, ZHOU)
    assert refused.value.details == {"position": 400}
    # What is not sealed yet is no part of an answer.
    sealed.append([EmployeeJoined(employee="nobody", branch="xian", effective_at=AT)])
    with pytest.raises(EvidenceEmpty):
        evidence.prepared(sealed.log, sealed.store, nobody, ZHOU)


def test_a_package_larger_than_verifiers_read_is_refused(sealed: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.evidence.preparing.PACKAGE_MAX", 2_000)
    with pytest.raises(EvidenceTooLarge):
        evidence.prepared(sealed.log, sealed.store, ASKED, ZHOU)
    # Leaves, reports and program count as well.
    monkeypatch.setattr("projections.evidence.preparing.PACKAGE_MAX", 2**20 + 100_000)
    with pytest.raises(EvidenceTooLarge):
        evidence.prepared(sealed.log, sealed.store, ASKED, ZHOU)


def test_leaves_of_a_large_log_stay_at_home(sealed: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.evidence.preparing.LEAVES_MAX", 399)
    assert LEAVES not in evidence.prepared(sealed.log, sealed.store, ASKED, ZHOU).members


def test_a_database_that_differs_from_the_sealed_log_is_found_out(sealed: Scene) -> None:
    """An administrator's edit never becomes evidence."""
    facts = sealed.log.between(1, 400)
    about = next(one for one in facts if f"employee:{LIN}" in one.tags)
    forged = Scene(sealed.store.folder)
    assert isinstance(forged.log, MemoryLog)
    for one in facts:
        changed = one._replace(actor="somebody") if one is about else one
        forged.log._facts.append(changed)
    with pytest.raises(EvidenceInconsistent):
        evidence.prepared(forged.log, sealed.store, ASKED, ZHOU)


def test_a_damaged_tile_is_found_out(sealed: Scene) -> None:
    tile = sealed.store.folder / "tile" / "0" / "000"
    content = tile.read_bytes()
    tile.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(EvidenceInconsistent):
        evidence.prepared(sealed.log, sealed.store, ASKED, ZHOU)


def test_a_package_is_handed_over_when_the_log_knows_it(sealed: Scene) -> None:
    made = evidence.prepared(sealed.log, sealed.store, ASKED, ZHOU)
    with pytest.raises(EvidenceNotSealed):
        evidence.with_custody(sealed.log, sealed.store, made.members)
    members = sealed.recorded(made)
    with pytest.raises(EvidenceNotSealed):
        evidence.with_custody(sealed.log, sealed.store, members, position=402)


@pytest.mark.parametrize("content", [b"", b"PK", pack({"manifest.json": b"{}"}), pack({"x": b""})])
def test_a_file_that_is_no_package_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceUnreadable):
        evidence.members_of(content)
