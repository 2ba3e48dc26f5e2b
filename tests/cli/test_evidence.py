"""`merit evidence`: from the question to a reviewed package that anybody can verify."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from audit.verifier.running import verify
from cli.program import Ran, merit, said
from sealing.beside import sealed_beside
from sealing.scene import KEY, seal_all
from signing import WRITER

from ledger.decisions.list_course import ListCourse
from ledger.decisions.record_completion import RecordCompletion
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.writing import Ledger

Evidence = Callable[..., Ran]


@pytest.fixture
def company(ledger_database: str) -> str:
    """Lin and Wang learnt something."""
    ledger = Ledger(PostgresLog.open(ledger_database, writer=WRITER))
    course = ListCourse(course="FIRE-1", title="消防安全", credits=Decimal("3.00"), kind="required", minutes=90)
    ledger.record(course, Caller("hr"))
    for person in ("lin", "wang"):
        done = RecordCompletion(employee=person, course="FIRE-1", completion=f"X-{person}", source="lms", passed=True)
        ledger.record(done, Caller("hr"))
    ledger.close()
    return ledger_database


@pytest.fixture
def evidence(company: str, tmp_path: Path) -> Evidence:
    tiles = {"LEDGER_TILES": str(tmp_path / "tiles")}
    return lambda *words: merit("evidence", *words, url=company, **tiles)


@pytest.fixture
def sealed(company: str, tmp_path: Path) -> None:
    seal_all(company, tmp_path / "tiles")


@pytest.fixture
def sealer(company: str, tmp_path: Path) -> Iterator[None]:
    with sealed_beside(company, tmp_path / "tiles"):
        yield


def prepared(evidence: Evidence, folder: Path, *words: str) -> dict[str, Any]:
    asked = words or ("--person", "lin")
    told: dict[str, Any] = said(
        evidence("prepare", *asked, "--purpose", "appeal 申诉", "--by", "zhou", "--folder", str(folder), "--json")
    )
    return told


def verified(file: str) -> dict[str, Any]:
    return verify("package", file, "--key", KEY.verifier)


@pytest.mark.usefixtures("sealed", "sealer")
def test_a_package_is_prepared_reviewed_and_handed_over(evidence: Evidence, tmp_path: Path) -> None:
    told = prepared(evidence, tmp_path)
    found = verified(told["file"])
    assert (found["verdict"], found["preparer"], found["purpose"]) == ("valid", "zhou", "appeal 申诉")
    assert (found["review"], found["package"], found["custody"]) == (None, told["package"], [told["position"]])
    assert Path(told["file"]).name == f"evidence-lin-at-{told['as_of_position']}.zip"

    own = evidence("review", told["file"], "--accept", "fine", "--by", "zhou")
    assert (own.returncode, "编制人不能复核" in own.stderr) == (1, True)
    assert verified(told["file"])["review"] is None
    assert evidence("review", told["file"], "--accept", "complete", "--by", "qian").returncode == 0
    assert verified(told["file"])["review"] == "accepted (qian)"
    again = evidence("review", told["file"], "--reject", "no", "--by", "sun")
    assert (again.returncode, "只能复核一次" in again.stderr) == (1, True)

    assert evidence("hand-over", told["file"], "--to", "劳动仲裁 court", "--by", "zhou").returncode == 0
    assert len(verified(told["file"])["custody"]) == 3
    listed = said(evidence("list", "--json"))[-1]
    assert (listed["package"], listed["employee"], listed["verdict"]) == (told["package"], "lin", "accepted")
    assert (listed["reviewer"], listed["note"], listed["receivers"]) == ("qian", "complete", ["劳动仲裁 court"])
    assert "qian" in evidence("list").stdout


@pytest.mark.usefixtures("sealed")
def test_a_package_waits_for_a_sealer_that_is_away(
    evidence: Evidence, company: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cli.evidence.SEAL_SECONDS", 0.0)
    ran = evidence("prepare", "--person", "lin", "--purpose", "why", "--by", "zhou", "--folder", str(tmp_path))
    (file,) = tmp_path.glob("*.zip")
    assert (ran.returncode, "merit evidence custody" in ran.stderr) == (3, True)
    found = verified(str(file))
    assert (found["code"], found["file"]) == ("missing", "custody.jsonl")
    assert evidence("custody", str(file)).returncode == 1
    with sealed_beside(company, tmp_path / "tiles"):
        while evidence("custody", str(file)).returncode:
            pass
    assert verified(str(file))["verdict"] == "valid"


@pytest.mark.usefixtures("sealed")
def test_what_is_refused_leaves_nothing(evidence: Evidence, tmp_path: Path) -> None:
    for person, by, code, sentence in (("nobody", "zhou", 1, "无可编制"), ("lin", "lin", 1, "不得为本人")):
        words = ("prepare", "--person", person, "--purpose", "why", "--folder", str(tmp_path), "--by", by)
        ran = evidence(*words)
        assert (ran.returncode, sentence in ran.stderr) == (code, True), ran.stderr
    assert list(tmp_path.glob("*.zip")) == []
    assert said(evidence("list", "--json")) == []
    (tmp_path / "no.zip").write_bytes(b"PK")
    ran = evidence("review", str(tmp_path / "no.zip"), "--accept", "x", "--by", "qian")
    assert (ran.returncode, "不是证据包" in ran.stderr) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--person", "a", "--session", "b"),
        ("--since", "2026-01-01"),
        ("--person", "two words"),
        ("--period", "26"),
        ("--period", "2026-13"),
        ("--period", "2300"),
        ("--period", "2026", "--until", "2026-01-01"),
        ("--person", "a", "--since", "soon"),
        ("--person", "a", "--until", "2026-01-01T00:00"),
        ("--person", "a", "--since", "2026-02-01", "--until", "2026-01-01"),
        ("--person", "a", "--by", "two words"),
        ("--person", "a", "--folder", "/no/such/folder"),
    ],
)
def test_a_question_that_cannot_be_is_wrong_use(evidence: Evidence, words: tuple[str, ...]) -> None:
    assert evidence("prepare", "--purpose", "why", *words).returncode == 2


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("words", [(), ("--accept", "a", "--reject", "b"), ("--accept", "")])
def test_a_review_says_one_thing(evidence: Evidence, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "p.zip").write_bytes(b"")
    assert evidence("review", str(tmp_path / "p.zip"), *words).returncode == 2
