"""`account`: every fact of a person, and no way to leave one out."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.log.log import Fact
from projections.audit.tlog.leaf import encode, leaf_of

from .published import VKEY, Published, fact, publish_entries
from .running import verify


def handed(path: Path, some: list[Fact]) -> Path:
    lines = [json.dumps({"position": one.position, "data": one.data}) + "\n" for one in some]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def theirs(log: Published, tag: str = "employee:E-3") -> list[Fact]:
    return [one for one in log.facts if tag in one.tags]


def test_all_facts_of_a_person_are_listed(log: Published) -> None:
    found = verify("account", "E-3", *log.options)
    assert [one["position"] for one in found["facts"]] == [one.position for one in theirs(log)]
    assert found["count"] == 143


def test_a_session_has_an_account_too(log: Published) -> None:
    found = verify("account", "session:S-2", *log.options)
    assert found["count"] == len(theirs(log, "session:S-2"))


def test_nobody_has_no_facts(log: Published) -> None:
    assert verify("account", "E", *log.options)["count"] == 0


def test_what_was_handed_over_is_all(tmp_path: Path, log: Published) -> None:
    found = verify("account", "E-3", *log.options, "--facts", handed(tmp_path / "f", theirs(log)))
    assert (found["code"], found["count"]) == ("account_complete", 143)


@pytest.mark.parametrize("number", [0, 70, 142])
def test_what_was_left_out_is_named(tmp_path: Path, log: Published, number: int) -> None:
    some = theirs(log)
    left = some.pop(number)
    found = verify("account", "E-3", *log.options, "--facts", handed(tmp_path / "f", some))
    assert (found["code"], found["position"]) == ("left_out", left.position)


def test_what_was_changed_is_named(tmp_path: Path, log: Published) -> None:
    some = theirs(log)
    some[9] = some[9]._replace(data=some[9].data + " ")
    found = verify("account", "E-3", *log.options, "--facts", handed(tmp_path / "f", some))
    assert (found["code"], found["position"]) == ("data", some[9].position)


def test_what_was_added_is_named(tmp_path: Path, log: Published) -> None:
    some = [*theirs(log), fact(4)]
    found = verify("account", "E-3", *log.options, "--facts", handed(tmp_path / "f", some))
    assert (found["code"], found["position"]) == ("added", 4)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"position": 1}',
        '{"position": "1", "data": ""}',
        '{"position": true, "data": ""}',
        '{"position": 1, "data": 2}',
        '{"position": 1, "data": "", "more": 1}',
        '{"position": ' + "9" * 5000 + ', "data": ""}',
    ],
)
def test_lines_that_are_no_facts(tmp_path: Path, log: Published, line: str) -> None:
    (tmp_path / "f").write_text(f"{line}\n", encoding="utf-8")
    assert verify("account", "E-3", *log.options, "--facts", tmp_path / "f")["code"] == "file"


def test_a_fact_twice(tmp_path: Path, log: Published) -> None:
    some = [*theirs(log), theirs(log)[0]]
    assert verify("account", "E-3", *log.options, "--facts", handed(tmp_path / "f", some))["code"] == "file"


@pytest.mark.parametrize("spelling", ["employee:\\u0045/3", "employee\\u003aE/3", "employee:E\\/3"])
def test_a_sealer_cannot_hide_a_fact_behind_another_spelling(tmp_path: Path, spelling: str) -> None:
    entries = [encode(leaf_of(*fact(position))) for position in range(1, 11)]
    entries[2] = entries[2].replace(b"employee:E-3", spelling.encode())
    publish_entries(tmp_path, entries)
    arguments: list[Any] = ["account", "E/3", "--tiles", tmp_path, "--key", VKEY]
    assert verify("log", *arguments[2:])["verdict"] == "valid"
    found = verify(*arguments)
    assert (found["code"], found["position"]) == ("no_leaf", 3)


def test_tags_that_json_escapes(tmp_path: Path) -> None:
    tag = 'employee:"é\n\\'
    odd = [fact(position)._replace(tags=[tag] if position == 2 else []) for position in range(1, 4)]
    publish_entries(tmp_path, [encode(leaf_of(*one)) for one in odd])
    assert verify("account", tag, "--tiles", tmp_path, "--key", VKEY)["count"] == 1
