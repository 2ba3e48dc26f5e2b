"""`merit policy`: a document from its file to its force, and back out again as it was written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli.program import Ran, merit, said

TEXT = "attendance:\n  minimum_share: 0.75\n"
DAY = str((datetime.now(UTC) + timedelta(days=3)).date())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "company.yaml"
    written.write_text(TEXT)
    return written


def policy(*words: str | Path, url: str) -> Ran:
    return merit("policy", *map(str, words), url=url)


def test_a_file_is_drafted_published_shown_and_retired(ledger_database: str, file: Path) -> None:
    drafted = said(policy("draft", file, "--by", "zhou", "--json", url=ledger_database))
    assert (drafted["version"], drafted["drafter"]) == ("company-1", "zhou")
    assert policy("publish", "company-1", "--since", DAY, "--by", "zhou", url=ledger_database).returncode == 1
    published = policy("publish", "company-1", "--since", DAY, "--by", "qian", url=ledger_database)
    assert published.stdout.startswith("PolicyPublished company-1 (fact")
    assert policy("show", "company-1", url=ledger_database).stdout == TEXT
    (row,) = said(policy("list", "--json", url=ledger_database))
    assert (row["version"], row["state"], row["since"], row["publisher"]) == ("company-1", "published", DAY, "qian")
    before = said(policy("list", "--recorded-as-of", "2020-01-01", "--json", url=ledger_database))
    assert before == []
    then = said(policy("explain", "lin", "--at", DAY, "--json", url=ledger_database))
    assert then["version"] == "company-1"
    assert {"path": "attendance.minimum_share", "value": "0.75", "version": "company-1"} in then["values"]
    assert "default-1" in policy("explain", "lin", url=ledger_database).stdout.splitlines()[0]
    gone = policy("retire", "company-1", "--until", DAY, "--because", "MISTAKEN", "--by", "zhou", url=ledger_database)
    assert gone.returncode == 0
    assert said(policy("explain", "lin", "--at", DAY, "--json", url=ledger_database))["version"] == "default-1"


def test_a_draft_is_withdrawn(ledger_database: str, file: Path) -> None:
    policy("draft", file, "--by", "zhou", url=ledger_database)
    assert policy("withdraw", "company-1", "--by", "zhou", url=ledger_database).returncode == 0
    assert said(policy("list", "--json", url=ledger_database))[0]["state"] == "withdrawn"


def test_a_mistake_is_said_with_its_line_and_in_both_languages(ledger_database: str, file: Path) -> None:
    file.write_text("attendance:\n  minimum_share: 80%\n")
    refused = policy("draft", file, "--by", "zhou", url=ledger_database)
    assert refused.returncode == 1
    assert "Line 2, column 3: attendance.minimum_share is to be a number." in refused.stderr
    assert "第 2 行第 3 列" in refused.stderr
    assert policy("show", "company-1", url=ledger_database).returncode == 1


@pytest.mark.parametrize(
    "words", [("publish", "company-1", "--since", "soon"), ("retire", "company-1", "--until", DAY, "--because", "x y")]
)
def test_wrong_use_is_exit_2(ledger_database: str, words: tuple[str, ...]) -> None:
    assert policy(*words, "--by", "zhou", url=ledger_database).returncode == 2


def test_a_file_that_is_no_text_is_refused(ledger_database: str, file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert policy("draft", file, "--by", "zhou", url=ledger_database).returncode == 2


def test_the_default_policy_is_a_document_that_can_be_drafted(ledger_database: str, file: Path) -> None:
    shown = policy("show", "default", url=ledger_database)
    file.write_text(shown.stdout)
    assert policy("draft", file, "--by", "zhou", url=ledger_database).returncode == 0
    assert policy("show", "company-1", url=ledger_database).stdout == shown.stdout
