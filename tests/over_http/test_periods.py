"""A period's life over HTTP: two people close it, and what is told of it afterwards is refused in both languages."""

from collections.abc import Callable

import httpx
from over_http.served import Served
from over_http.test_corrections import as_person

from api.http.policy import Role

YEAR = "/v1/periods/1999"
WHY = {"because": "YEAR_END"}


def test_two_people_close_a_year_after_they_looked_at_it(
    served: Served, operator: httpx.Client, new: Callable[[str], str]
) -> None:
    person, course = new("E"), new("C")
    listed = {"course": course, "title": "Fire", "credits": "3.00", "minutes": 60}
    assert operator.post("/v1/courses", json=listed).status_code == 201
    told = {"employee": person, "course": course, "source": "spec", "passed": True, "at": "1999-12-31T15:00:00Z"}
    first = operator.post("/v1/completions", json={**told, "completion": new("X")})
    assert first.status_code == 201, first.text
    assert operator.post(f"{YEAR}/begin-closing", json=WHY).json()["code"] == "APPROVER_UNNAMED"
    with as_person(served, Role.OPERATOR, "zhou") as zhou, as_person(served, Role.OPERATOR, "qian") as qian:
        begun = zhou.post(f"{YEAR}/begin-closing", json=WHY)
        assert begun.status_code == 201, begun.text
        seen = qian.get(f"{YEAR}/preview", params={"min_position": begun.json()["position"]}).json()["item"]
        assert (seen["stage"], seen["earned"], seen["last"]) == ("closing", "3.00", "1999-12-31")
        assert zhou.post(f"{YEAR}/close", json={}).json()["code"] == "SELF_ACTION_FORBIDDEN"
        assert zhou.post(f"{YEAR}/reopen", json={"because": "TOO_EARLY"}).status_code == 201
        assert qian.post(f"{YEAR}/close", json={}).json()["code"] == "PERIOD_NOT_CLOSING"
        zhou.post(f"{YEAR}/begin-closing", json=WHY)
        closed = qian.post(f"{YEAR}/close", json={})
        assert closed.status_code == 201, closed.text
    late = operator.post("/v1/completions", json={**told, "completion": new("X")})
    assert (late.status_code, late.json()["code"]) == (409, "PERIOD_SEALED")
    assert late.json()["details"] == {"period": "1999", "open": "2000"}
    assert "1999 is closed" in late.json()["detail"]
    assert "1999 已封存" in late.json()["detail_zh"]
    seen = operator.get(f"{YEAR}/preview", params={"min_position": closed.json()["position"]}).json()["item"]
    assert seen["stage"] == "closed"


def test_closing_and_looking_are_hr_s(employee: httpx.Client, auditor: httpx.Client) -> None:
    for step, body in (("begin-closing", WHY), ("reopen", WHY), ("close", {})):
        for client in (employee, auditor):
            assert client.post(f"{YEAR}/{step}", json=body).status_code == 403
    assert employee.get(f"{YEAR}/preview").status_code == 403
    assert auditor.get(f"{YEAR}/preview").status_code == 200
