"""A file that proves one year holds nothing that can be exchanged."""

import json
from pathlib import Path
from unittest.mock import patch

from cli.program import merit
from completeness.proving import changed, check, proof
from completeness.scene import YEAR, Company
from completeness.test_period import PLAIN
from views.appending import append

from ledger import events as e
from projections.audit import periods
from projections.audit.disclosing import ABOUT, Disclosing
from projections.audit.figures.year_proof import parse_year_proof
from projections.connecting import opened


def test_a_changed_figure_is_invalid(sealed: Company, tmp_path: Path) -> None:
    file = proof(sealed, "E00003", tmp_path / "p.json")
    year = json.loads(json.loads(file.read_text())["year"])
    points = year["points"]
    for other in (
        {**year, "points": {**points, "earned": points["earned"] + 1}},  # does not add up
        {**year, "points": {**points, "earned": points["earned"] + 1, "closing": points["closing"] + 1}},
        {**year, "credits": {**year["credits"], "in_service": "999.00"}},
        {**year, "facts": year["facts"] - 1},
        {**year, "employee": "E00004"},
        {**year, "salt": "00" * 32},
        {**year, "more": 1},
    ):
        text = json.dumps(other, sort_keys=True, separators=(",", ":"))
        assert check(changed(file, year=text))["verdict"] == "invalid"
    assert check(changed(file, year=json.dumps(year)))["verdict"] == "invalid"  # the same, written otherwise
    assert check(changed(file))["verdict"] == "valid"


def test_anothers_proof_and_another_period_are_invalid(sealed: Company, tmp_path: Path) -> None:
    file = proof(sealed, "E00003", tmp_path / "p.json")
    theirs = json.loads(proof(sealed, "E00004", tmp_path / "q.json").read_text())
    for member in ("year", "leaf_index", "hashes"):
        assert check(changed(file, **{member: theirs[member]}))["verdict"] == "invalid"
    assert check(file, "--person", "E00004")["code"] == "other_year"
    assert check(file, "--period", "2024")["code"] == "other_year"
    assert merit("period", "close", "2026", "--by", "zhou", url=sealed.url).returncode == 1  # the year goes on
    ran = merit("period", "close", "2024", "--by", "zhou", url=sealed.url)
    assert (ran.returncode, "2025, which comes after it" in ran.stderr) == (1, True)
    assert check(file, "--person", "E00003", "--period", "2025")["verdict"] == "valid"


def test_a_seal_of_another_period_is_no_seal_of_this_one(sealed: Company, tmp_path: Path) -> None:
    file = proof(sealed, "E00003", tmp_path / "p.json")
    with opened(sealed.url, "spec", periods.SETTINGS) as owner, patch.object(periods, "_leaf", PLAIN):
        tree = periods.derive(owner, periods.Closed(YEAR._replace(name="2024"), 902, None), {})
    seal = e.PeriodSealed(
        effective_at=YEAR.ends, begins=YEAR.begins, ends=YEAR.ends, period="2024", as_of=tree.as_of,
        people=tree.people, root=tree.root,
    )  # fmt: skip
    append(sealed.log, [seal])
    sealed.seal()
    other = json.loads(proof(sealed, "E00003", tmp_path / "other", "2024").read_text())
    assert check(tmp_path / "other")["verdict"] == "valid"
    found = check(changed(file, sealed=other["sealed"]))
    assert (found["code"], found["period"], found["sealed"]) == ("other_period", "2025", "2024")


def test_the_proof_of_another_fact_is_no_seal(sealed: Company, tmp_path: Path) -> None:
    file = proof(sealed, "E00003", tmp_path / "p.json")
    row = sealed.log.execute(ABOUT, ["employee:E00003", 900]).fetchone()
    assert row is not None
    found = check(changed(file, sealed=Disclosing(sealed.store, 1).proof(row).decode()))
    assert found["code"] == "no_seal"


def test_a_file_that_is_none(tmp_path: Path, sealed: Company) -> None:
    assert check(tmp_path / "none")["code"] == "missing"
    file = proof(sealed, "E00003", tmp_path / "p.json")
    for wrong in ({"hashes": 1}, {"hashes": [1]}, {"leaf_index": True}, {"sealed": ""}, {"year": "[]"}, {"more": 1}):
        assert check(changed(file, **wrong))["code"] == "file"
    good = file.read_bytes()
    for at in range(0, len(good), 61):
        file.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        found = check(file)
        assert found["code"] != "bug"
        assert found["verdict"] == "invalid" or parse_year_proof(file.read_bytes()) == parse_year_proof(good)
