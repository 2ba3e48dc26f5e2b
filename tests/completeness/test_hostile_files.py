"""Whatever stands in a year's file, a statement or a file of facts, the verifier answers and never fails."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from completeness.proving import check, proof
from completeness.scene import Company
from completeness.test_report import check as check_report
from completeness.test_report import report
from completeness.test_totals import check as check_totals
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("9" * 5000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ANY = st.binary(max_size=300) | st.sampled_from([b"[" * 100_000, b"{" * 1000, b'{"a":' * 900 + b"1" + b"}" * 900])


class Files(NamedTuple):
    company: Company
    year: Path
    statement: Path


@pytest.fixture
def files(sealed: Company, tmp_path: Path) -> Files:
    return Files(sealed, proof(sealed, "E00003", tmp_path / "y.json"), report(sealed, tmp_path / "r.json"))


def sane(found: dict[str, Any]) -> None:
    assert found["code"] != "bug", found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), ODD)
def test_any_member_of_a_file(files: Files, data: st.DataObject, odd: object) -> None:
    for good, checked in (
        (files.year, check),
        (files.statement, lambda file: check_report(files.company, file, tiles=False)),
    ):
        content = json.loads(good.read_text(encoding="utf-8"))
        inner = content
        while isinstance(inner, dict | list) and inner:
            key = data.draw(st.sampled_from(sorted(inner) if isinstance(inner, dict) else range(len(inner))))
            if not isinstance(inner[key], dict | list) or not inner[key] or data.draw(st.booleans()):
                break
            inner = inner[key]
        before, inner[key] = inner[key], odd
        spoiled = good.with_name("spoiled.json")
        spoiled.write_text(json.dumps(content), encoding="utf-8")
        found = checked(spoiled)
        sane(found)
        assert found["verdict"] == "invalid" or odd == before or key in {"as_of", "recorded_as_of"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY, st.integers(0), st.integers(0))
def test_any_bytes(files: Files, middle: bytes, start: int, length: int) -> None:
    file = files.year.with_name("any")
    for good in (files.year.read_bytes(), files.statement.read_bytes(), b'{"position":3,"data":""}\n'):
        at = start % len(good)
        file.write_bytes(good[:at] + middle + good[at + length % 500 :])
        sane(check(file))
        sane(check_report(files.company, file, tiles=False))
        sane(check_totals(files.company, file))
