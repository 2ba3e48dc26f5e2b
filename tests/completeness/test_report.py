"""A statement that proves itself: every figure follows from facts under the root, and none is missing."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from audit.verifier.running import verify
from cli.program import merit, said
from completeness.scene import VKEY, Company, middle
from completeness.scene import company as opened

from projections.audit.figures.report import parse_report

WHO = "E00003"


@pytest.fixture
def booked(company: Company) -> Company:
    company.record(seed=6, count=700, people=9)
    company.seal()
    return company


def report(company: Company, file: Path, *more: str) -> Path:
    words = ("account", WHO, "--verifiable", *more)
    ran = merit(*words, url=company.url, LEDGER_TILES=str(company.store.folder))
    assert ran.returncode == 0, ran.stderr
    file.write_text(ran.stdout, encoding="utf-8")
    return file


def check(company: Company, file: Path, *, tiles: bool = True) -> dict[str, Any]:
    return verify("report", file, *(company.options if tiles else ("--key", VKEY, "--lang", "en")))


def without_zeros(balance: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is nothing: a figure that an older statement does not know is left out of a newer one too."""
    return {name: amount for name, amount in balance.items() if amount and name != "employee"}


def spoiled(file: Path, **members: object) -> Path:
    other = file.with_name("spoiled.json")
    other.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **members}), encoding="utf-8")
    return other


def test_the_figures_are_those_of_the_statement(booked: Company, tmp_path: Path) -> None:
    file = report(booked, tmp_path / "R.json")
    found = check(booked, file)
    plain = said(merit("account", WHO, "--json", url=booked.url))["closing"]
    assert (found["verdict"], found["code"], found["employee"]) == ("valid", "report_complete", WHO)
    assert without_zeros(found["balance"]) == without_zeros(plain)
    assert found["count"] == sum(getattr(fact, "employee", None) == WHO for _, fact in booked.facts())
    alone = check(booked, file, tiles=False)
    assert (alone["code"], alone["balance"]) == ("report", found["balance"])


def test_as_of_either_clock(booked: Company, tmp_path: Path) -> None:
    noon = middle(booked.facts())
    file = report(booked, tmp_path / "R.json", "--as-of", noon.isoformat())
    plain = said(merit("account", WHO, "--as-of", noon.isoformat(), "--json", url=booked.url))["closing"]
    found = check(booked, file)
    assert found["code"] == "report_complete"
    assert without_zeros(found["balance"]) == without_zeros(plain)
    assert 0 < found["count"] < check(booked, report(booked, tmp_path / "all"))["count"]
    nothing = (
        "account",
        WHO,
        "--verifiable",
        "--recorded-as-of",
        datetime(2020, 1, 1, tzinfo=noon.tzinfo).isoformat(),
    )
    ran = merit(*nothing, url=booked.url, LEDGER_TILES=str(booked.store.folder))
    assert (ran.returncode, "nothing that is sealed" in ran.stderr) == (1, True)


def test_a_changed_figure_is_named(booked: Company, tmp_path: Path) -> None:
    file = report(booked, tmp_path / "R.json")
    balance = json.loads(file.read_text(encoding="utf-8"))["balance"]
    for figure, amount in balance.items():
        other = "999.00" if figure == "credits" else amount + 1
        found = check(booked, spoiled(file, balance={**balance, figure: other}), tiles=False)
        assert (found["code"], found["figure"], found["found"]) == ("figure", figure, amount)
    for odd in ({}, {**balance, "more": 1}, {**balance, "active": float(balance["active"])}):
        assert check(booked, spoiled(file, balance=odd))["verdict"] == "invalid"


def test_a_fact_left_out_is_found_by_its_figures_or_by_the_log(booked: Company, tmp_path: Path) -> None:
    file = report(booked, tmp_path / "R.json")
    facts = json.loads(file.read_text(encoding="utf-8"))["facts"]
    for left in range(0, len(facts), 6):
        without = spoiled(file, facts=facts[:left] + facts[left + 1 :])
        position = json.loads(facts[left]["leaf"])["position"]
        found = check(booked, without)
        assert found["code"] == "figure" or (found["code"], found["position"]) == ("left_out", position)
    # Whoever leaves a fact out and states what the rest adds up to is caught by the log only.
    check_in = next(n for n, one in enumerate(facts) if '"type":"CheckedIn"' in one["leaf"])
    without = spoiled(file, facts=facts[:check_in] + facts[check_in + 1 :])
    assert check(booked, without, tiles=False)["verdict"] == "valid"
    assert check(booked, without)["code"] == "left_out"


def test_facts_that_are_changed_exchanged_or_anothers(booked: Company, tmp_path: Path) -> None:
    file = report(booked, tmp_path / "R.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    facts, first = content["facts"], content["facts"][0]
    for wrong in (
        [{**first, "data": first["data"] + " "}, *facts[1:]],
        [{**first, "leaf": first["leaf"].replace("tester", "somebody")}, *facts[1:]],
        [{**first, "hashes": facts[1]["hashes"]}, *facts[1:]],
        [{**first, "hashes": []}, *facts[1:]],
        [first, *facts],
        facts[::-1],
        [1],
    ):
        assert check(booked, spoiled(file, facts=wrong), tiles=False)["verdict"] == "invalid"
    found = check(booked, spoiled(file, employee="E00004"), tiles=False)
    assert found["code"] == "stranger"
    found = check(booked, spoiled(file, as_of="2025-01-01T00:00:00.000000Z"), tiles=False)
    assert found["code"] == "stranger"


def test_a_log_that_has_grown_still_vouches_for_an_older_statement(booked: Company, tmp_path: Path) -> None:
    file = report(booked, tmp_path / "R.json")
    booked.record(seed=9, count=300, people=9)
    booked.seal()
    assert check(booked, file)["code"] == "report_complete"
    newer = check(booked, report(booked, tmp_path / "newer"))
    assert newer["size"] == 1000


def test_a_statement_of_another_history_is_invalid(
    booked: Company, second_ledger_database: str, tmp_path: Path
) -> None:
    file = report(booked, tmp_path / "R.json")
    for other in opened(second_ledger_database, tmp_path / "other"):
        other.record(seed=60, count=800, people=9)
        other.seal()
        assert check(other, file)["code"] == "rewritten"


def test_what_the_database_no_longer_has_as_it_was_sealed_is_not_stated(booked: Company) -> None:
    theirs = f"select max(position) from ledger.event_tags where tag = 'employee:{WHO}'"  # noqa: S608 - a constant
    booked.tamper(f"update ledger.events set actor = 'me' where position = ({theirs})")  # noqa: S608 - the same
    words = ("account", WHO, "--verifiable")
    ran = merit(*words, url=booked.url, LEDGER_TILES=str(booked.store.folder))
    assert (ran.returncode, "is not the one that was sealed" in ran.stderr, ran.stdout) == (1, True, "")


def test_before_anything_is_sealed_there_is_no_statement(company: Company) -> None:
    company.record(seed=6, count=100)
    ran = merit("account", WHO, "--verifiable", url=company.url, LEDGER_TILES=str(company.store.folder))
    assert (ran.returncode, "nothing is sealed" in ran.stderr) == (1, True)


def test_any_flipped_byte(booked: Company, tmp_path: Path) -> None:
    file = report(booked, tmp_path / "R.json")
    good, right = file.read_bytes(), parse_report(file.read_bytes())
    for at in range(0, len(good), len(good) // 60):
        file.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        found = check(booked, file, tiles=False)
        assert found["code"] != "bug"
        assert found["verdict"] == "invalid" or parse_report(file.read_bytes()) == right
    assert check(booked, tmp_path / "none")["verdict"] == "not checked"
