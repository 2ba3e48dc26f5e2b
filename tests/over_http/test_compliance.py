"""How people stand, over HTTP: one, a branch, the company; and why."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

Named = Callable[[str], str]


@pytest.fixture
def branch(operator: httpx.Client, new: Named) -> tuple[str, list[str], int]:
    """Three people of a new branch; the first has completed a course of 40 credits."""
    name, course, people = new("B"), new("C"), sorted(new("E") for _ in range(3))
    for person in people:
        posted(operator, "/v1/members", {"employee": person, "branch": name, "since": "2026-01-01T00:00:00+08:00"})
    listed = {"course": course, "title": "Data", "credits": "40.00", "minutes": 60, "category": "special"}
    posted(operator, "/v1/courses", listed)
    completed = {"employee": people[0], "course": course, "completion": new("X"), "source": "spec", "passed": True}
    return name, people, posted(operator, "/v1/completions", completed)


def posted(client: httpx.Client, address: str, body: dict[str, Any]) -> int:
    done = client.post(address, json=body)
    assert done.status_code == 201, done.text
    return int(done.json()["position"])


def asked(client: httpx.Client, address: str, **parameters: Any) -> Any:
    answer = client.get(address, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_person_sees_how_they_stand_and_why(
    operator: httpx.Client, employee: httpx.Client, branch: tuple[str, list[str], int]
) -> None:
    name, people, position = branch
    stood = operator.get(f"/v1/accounts/{people[0]}/compliance", params={"min_position": position}).json()["item"]
    assert (stood["branch"], stood["earned"], stood["counted"]) == (name, "40.00", "40.00")
    why = asked(operator, f"/v1/accounts/{people[0]}/credits/explain", period=stood["period"])["item"]
    assert why["owed"] == stood["owed"]
    assert sum(Decimal(term["credits"]) for term in why["requirement"]) == Decimal(stood["owed"])
    assert [term["counted"] for term in why["credits"]] == ["40.00"]
    assert "计入" in why["what_zh"]
    other = employee.get(f"/v1/accounts/{people[0]}/compliance", headers={"Merit-On-Behalf-Of": people[1]})
    assert other.status_code == 403


def test_a_branch_is_paged_by_what_is_missing(operator: httpx.Client, branch: tuple[str, list[str], int]) -> None:
    name, people, position = branch
    page = asked(operator, "/v1/compliance", branch=name, limit=2, min_position=position)
    rest = asked(operator, "/v1/compliance", branch=name, limit=2, cursor=page["next"])
    assert [row["employee"] for row in (*page["items"], *rest["items"])] == [people[1], people[2], people[0]]
    assert rest["next"] is None
    figures = asked(operator, "/v1/compliance/summary", branch=name)["item"]
    assert (figures["people"], figures["done"], figures["earned"]) == (3, 0, "40.00")
    heat = asked(operator, "/v1/compliance/heat", branch=name, by="branch")["items"]
    assert heat == [{"key": name, "people": 1, "minutes": 0, "credits": "40.00"}]
    early = asked(operator, "/v1/compliance", branch=name, as_of="2025-12-31T00:00:00Z")
    assert early["items"] == []


@pytest.mark.parametrize(
    "address",
    [
        "/v1/compliance?period=20x6",
        "/v1/compliance/heat?by=moon",
        "/v1/compliance?cursor=bm8",
        "/v1/compliance?limit=0",
    ],
)
def test_what_cannot_be_asked_is_refused(operator: httpx.Client, address: str) -> None:
    assert operator.get(address).status_code == 422


def test_everybody_s_figures_are_not_for_employees(employee: httpx.Client) -> None:
    for address in ("/v1/compliance", "/v1/compliance/summary", "/v1/compliance/heat"):
        assert employee.get(address).status_code == 403
