"""`log --writers`: who appended what is published, checked offline from the leaves."""

from pathlib import Path
from typing import Any

import pytest
import signing

from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.tlog.leaf import Leaf, encode
from projections.audit.tlog.leaf_reading import decode

from .audited import Audited
from .published import VKEY, Published, publish_entries
from .running import verify

STRANGER = SignerKey(signing.KEY.name, ED25519, b"\5" * 32)


@pytest.fixture
def writers(tmp_path: Path) -> Path:
    file = tmp_path / "writers"
    file.write_text(f"# who may append\n{STRANGER.verifier}  # retired\r\n\n{signing.KEY.verifier}")
    return file


def leaves(log: Published) -> list[Leaf]:
    entries = []
    for bundle in sorted((log.folder / "tile" / "entries").rglob("*")):
        content = bundle.read_bytes() if bundle.is_file() else b""
        while content:
            end = 2 + int.from_bytes(content[:2])
            entries.append(decode(content[2:end]))
            content = content[end:]
    return sorted(entries, key=lambda leaf: leaf.position)


def check(folder: Path, facts: list[Leaf], *options: object) -> dict[str, Any]:
    """Publish leaves, signed by a log that takes anything, and check them."""
    numbered = [leaf._replace(position=position) for position, leaf in enumerate(facts, 1)]
    publish_entries(folder, [encode(leaf) for leaf in numbered])
    return verify("log", "--tiles", folder, "--key", VKEY, *options)


def test_a_log_of_trusted_writers_is_valid(books: Audited, writers: Path) -> None:
    found = verify("log", *books.log.options, "--writers", writers)
    assert (found["verdict"], found["code"], found["disowned"]) == ("valid", "log_signed", 0)


@pytest.mark.parametrize(
    ("mutate", "named"),
    [
        (lambda facts: [*facts, facts[0]], (601, "the log ends within its append")),
        (lambda facts: [*facts, *facts[:100]], (601, "the append is a copy of an earlier one")),
        (lambda facts: [*facts, facts[1]], (601, "nobody signed it")),
        (lambda facts: [facts[1], *facts], (1, "nobody signed it")),
        (lambda facts: [*facts[:400], facts[7], *facts[400:]], (401, "nobody signed it")),
        (lambda facts: [*facts[:350], facts[7], *facts[350:]], (301, "not genuine")),
        (lambda facts: [*facts[:350], *facts[351:]], (301, "another append begins within its append")),
        (lambda facts: facts[:599], (501, "the log ends within its append")),
        (lambda facts: [*facts[:310], facts[310]._replace(actor="x"), *facts[311:]], (301, "not genuine")),
        (lambda facts: [*facts[:300], facts[300]._replace(writer="x"), *facts[301:]], (301, "not trusted")),
        (lambda facts: [*facts[:300], facts[300]._replace(signature="AAAA"), *facts[301:]], (301, "84 bytes")),
    ],
)  # fmt: skip
def test_what_they_did_not_append_is_named(
    books: Audited, writers: Path, tmp_path: Path, mutate: Any, named: tuple[int, str]
) -> None:
    facts, (position, why) = mutate(leaves(books.log)), named
    assert check(tmp_path / "other", facts)["verdict"] == "valid"  # whoever does not ask is not told
    found = check(tmp_path / "other", facts, "--writers", writers)
    assert (found["verdict"], found["code"], found["position"]) == ("invalid", "unsigned", position)
    assert why in found["why"]


def test_whole_appends_in_another_order_are_all_there(books: Audited, writers: Path, tmp_path: Path) -> None:
    """The order is the log's: a writer may have waited while another went by."""
    facts = leaves(books.log)
    assert check(tmp_path / "other", facts[100:] + facts[:100], "--writers", writers)["verdict"] == "valid"


def test_what_is_known_to_be_disowned_is_counted(books: Audited, writers: Path, tmp_path: Path) -> None:
    facts = leaves(books.log)
    some = [*facts[:400], *facts[1:4], *facts[400:]]
    assert check(tmp_path / "other", some, "--writers", writers)["position"] == 401
    for known in ("401-402", "402-403", "1-400"):
        assert check(tmp_path / "other", some, "--writers", writers, "--disowned", known)["verdict"] == "invalid"
    found = check(tmp_path / "other", some, "--writers", writers, "--disowned", "401", "--disowned", "402-403")
    assert (found["verdict"], found["disowned"]) == ("valid", 3)
    # A signature that is bad is no disowned fact: the sealer would have taken it away.
    bad = [*facts[:300], facts[300]._replace(actor="x"), *facts[301:]]
    assert check(tmp_path / "bad", bad, "--writers", writers, "--disowned", "1-600")["position"] == 301


@pytest.mark.parametrize("content", ["x", "\xff", f"{signing.KEY.verifier} {STRANGER.verifier}", signing.KEY.secret()])
def test_a_file_that_names_no_writers(books: Audited, tmp_path: Path, content: str) -> None:
    file = tmp_path / "writers"
    assert verify("log", *books.log.options, "--writers", file)["verdict"] == "not checked"
    file.write_text(content, encoding="latin-1")
    assert verify("log", *books.log.options, "--writers", file)["code"] == "file"
