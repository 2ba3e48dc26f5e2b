"""What a person owes over HTTP: the sum and its terms, as of both clocks, in sentences."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

Named = Callable[[str], str]
YEAR = datetime.now(UTC).year


def told(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def owed(client: httpx.Client, who: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"/v1/accounts/{who}/requirement", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["item"]
    assert sum(Decimal(term["credits"]) for term in found["terms"]) == Decimal(found["credits"])
    assert [term["after"] for term in found["terms"]][-1:] in ([], [found["credits"]])
    return found


@pytest.fixture
def lin(operator: httpx.Client, new: Named) -> str:
    """Joined in Chengdu long ago."""
    who = new("E")
    told(operator, "/v1/members", employee=who, branch="chengdu", since="2020-03-02T00:00:00+08:00")
    return who


def test_the_year_is_owed_in_terms_that_say_why(operator: httpx.Client, lin: str) -> None:
    told(operator, f"/v1/members/{lin}/move", branch="xian", since="2026-07-01T00:00:00+08:00")
    away = {"kind": "TRAVEL", "first_day": "2026-03-02", "last_day": "2026-03-27"}
    told(operator, f"/v1/members/{lin}/absences", **away)
    found = owed(operator, lin, period=2026)
    assert (found["period"], found["first"], found["last"]) == ("2026", "2026-01-01", "2026-12-31")
    # 150 * 181 / 365 = 74.384, less 20 of 129 working days of it, 11.532, is 62.851; with 75.616 it is 138.468.
    assert [term["credits"] for term in found["terms"]] == ["74.38", "-11.53", "75.62"]
    stay, travel, _ = found["terms"]
    assert stay["what"] == (
        "+74.38: 181 of 365 days in chengdu, 2026-01-01 to 2026-06-30, of 150.00 credits a period; "
        "requirement.pro_rata = days of policy default-1."
    )
    assert stay["what_zh"] == (
        "+74.38：2026-01-01 至 2026-06-30 在 chengdu 181 天，期间共 365 天，每期 150.00 学分；"
        "依据政策 default-1 的 requirement.pro_rata = days。"
    )
    assert travel["what"] == (
        "-11.53: TRAVEL, 2026-03-02 to 2026-03-27: 20 of 129 working days, of 74.38 credits; "
        "requirement.absences = working_days of policy default-1."
    )
    assert "129 个工作日中缺勤 20 个" in travel["what_zh"]


def test_what_was_owed_follows_either_clock(operator: httpx.Client, lin: str) -> None:
    moved = told(operator, f"/v1/members/{lin}/leave", last_day="2025-06-30")
    assert Decimal(owed(operator, lin, period=2025)["credits"]) == Decimal("74.38")
    assert owed(operator, lin, period=2026)["terms"] == []
    # Nobody had left by May, and nobody knew of it a moment before.
    assert owed(operator, lin, period=2025, as_of="2025-05-31T00:00:00Z")["credits"] == "150.00"
    before = datetime.fromisoformat(moved["recorded_at"]).timestamp() - 0.000001
    known = datetime.fromtimestamp(before, UTC).isoformat()
    assert owed(operator, lin, period=2025, recorded_as_of=known)["credits"] == "150.00"
    assert owed(operator, lin, period=2025, recorded_as_of=moved["recorded_at"])["credits"] == "74.38"


def test_without_a_period_it_is_the_present_one(operator: httpx.Client, lin: str) -> None:
    assert owed(operator, lin)["first"] == date(YEAR, 1, 1).isoformat()
    assert owed(operator, lin, as_of="2024-05-31T00:00:00Z")["last"] == "2024-12-31"


def test_who_was_never_here_owes_nothing(operator: httpx.Client, new: Named) -> None:
    found = owed(operator, new("E"), period=2026)
    assert (found["credits"], found["terms"], found["bounds"]) == ("0.00", [], [])


@pytest.mark.parametrize("period", ["1969", "26", "2026-27", "next"])
def test_a_period_is_a_year_of_our_calendar(operator: httpx.Client, period: str) -> None:
    assert operator.get("/v1/accounts/E-1/requirement", params={"period": period}).status_code == 422


def test_a_position_that_is_not_there_yet_is_refused(operator: httpx.Client, lin: str) -> None:
    answer = operator.get(f"/v1/accounts/{lin}/requirement", params={"min_position": 10**12})
    assert answer.json()["code"] == "POSITION_AHEAD"
