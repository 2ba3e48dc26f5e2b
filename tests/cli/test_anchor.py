"""`merit anchor`: what its witnesses saw is dated by somebody else, and the date is a fact."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from audit.audience import AUDIT, LOG, NOW, checkpoint, note
from audit.authority import Authority, made, needs_openssl, serving
from cli.program import merit, said

from ledger.events import AnchorRecorded
from ledger.log.log import Question
from ledger.log.postgres import PostgresLog
from ledger.log.stored import decode
from projections.audit.time_stamps import read_roots, verify_stamp
from projections.audit.tlog.note import sign

pytestmark = needs_openssl


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    made(tmp_path / "tsa", "chosen root")
    with serving(tmp_path / "tsa") as chosen:
        yield chosen


def anchors(url: str) -> list[AnchorRecorded]:
    log = PostgresLog.open(url)
    try:
        question = Question((f"log:{LOG.name}",), (AnchorRecorded.__name__,))
        facts = [decode(fact) for _, fact in log.load([question], log.head())]
        return [fact for fact in facts if isinstance(fact, AnchorRecorded)]
    finally:
        log.close()


def published(folder: Path, size: int, *, cosigned: bool = True) -> tuple[str, ...]:
    """Put a checkpoint and a policy into files; give the words that name them."""
    line = sign(checkpoint(size).text, AUDIT, NOW).line if cosigned else ""
    (folder / "checkpoint").write_bytes(note(size) + line.encode())
    (folder / "policy").write_text(f"log {LOG.verifier}\nwitness audit {AUDIT.verifier}\nquorum audit\n")
    return "anchor", str(folder / "checkpoint"), "--policy", str(folder / "policy")


def test_a_witnessed_checkpoint_is_stamped_and_recorded(
    ledger_database: str, authority: Authority, tmp_path: Path
) -> None:
    tsa = {"LEDGER_TSA_URL": authority.url, "LEDGER_TSA_ROOTS": str(authority.roots)}
    words = published(tmp_path, 100)
    told = said(merit(*words, "--json", url=ledger_database, **tsa))
    (fact,) = anchors(ledger_database)
    assert (fact.log, fact.size, fact.root) == (LOG.name, 100, checkpoint(100).root.hex())
    assert (told["position"], told["size"], told["root"]) == (1, 100, fact.root)
    # The fact is enough: whoever has the certificate can check it without us.
    stamped_at = verify_stamp(
        b64decode(fact.token), checkpoint(100).text.encode(), read_roots(authority.roots.read_bytes())
    )
    assert stamped_at == fact.effective_at
    again = merit(*words, url=ledger_database, **tsa)
    assert (again.returncode, len(anchors(ledger_database))) == (0, 1)
    assert "had 100 facts" in again.stdout
    refused = merit(*published(tmp_path, 90), url=ledger_database, **tsa)
    assert refused.returncode == 1
    assert "已锚定至 100 条事实" in refused.stderr
    assert merit(*published(tmp_path, 101), url=ledger_database, **tsa).returncode == 0


def test_nothing_is_anchored_that_is_not_believed(ledger_database: str, authority: Authority, tmp_path: Path) -> None:
    made(tmp_path / "other", "somebody else")
    tsa = {"LEDGER_TSA_URL": authority.url, "LEDGER_TSA_ROOTS": str(authority.roots)}
    unwitnessed = merit(*published(tmp_path, 100, cosigned=False), url=ledger_database, **tsa)
    assert (unwitnessed.returncode, "too few witnesses" in unwitnessed.stderr) == (1, True)
    words = published(tmp_path, 100)
    stranger = merit(*words, url=ledger_database, **tsa | {"LEDGER_TSA_ROOTS": str(tmp_path / "other" / "root.pem")})
    assert (stranger.returncode, "not genuine" in stranger.stderr) == (1, True)
    away = merit(*words, url=ledger_database, **tsa | {"LEDGER_TSA_URL": "http://127.0.0.1:1/"})
    assert (away.returncode, "does not answer" in away.stderr) == (3, True)
    half = merit(*words, url=ledger_database, LEDGER_TSA_URL=authority.url)
    assert (half.returncode, "LEDGER_TSA_ROOTS" in half.stderr) == (2, True)
    assert anchors(ledger_database) == []
