"""Corrections of the past over HTTP: proposed, seen, approved; and a draft simulated page by page."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
from over_http.served import Served

from api.http.policy import Role
from api.scheduled import restatements as scheduled
from projections.connecting import connected

Named = Callable[[str], str]


def learnt(operator: httpx.Client, new: Named, share: str = "0.90") -> tuple[str, str]:
    """Somebody who completed a course that is worth 3 credits."""
    person, course = new("E"), new("C")
    listed = {"course": course, "title": "Fire", "credits": "3.00", "minutes": 60}
    assert operator.post("/v1/courses", json=listed).status_code == 201
    completed: dict[str, Any] = {"employee": person, "course": course, "completion": new("X"), "source": "spec"}
    done = operator.post("/v1/completions", json={**completed, "watched_share": share})
    assert done.status_code == 201, done.text
    return person, course


def as_person(served: Served, role: Role, person: str) -> httpx.Client:
    return served.carrying({**served.bearing(role), "Merit-On-Behalf-Of": person})


def read(operator: httpx.Client, restatement: str, position: int) -> Any:
    asked: dict[str, Any] = {"restatement": restatement, "min_position": position}
    (item,) = operator.get("/v1/restatements", params=asked).json()["items"]
    return item


def run(served: Served) -> None:
    with connected(served.url) as connection:
        scheduled.restate(served.ledger, connection)


def test_a_course_is_revalued_by_two_people_who_saw_what_it_comes_to(
    served: Served, operator: httpx.Client, new: Named
) -> None:
    person, course = learnt(operator, new)
    body = {"credits": "2.00", "since": "2026-01-01", "because": "MISPRINT"}
    assert operator.post(f"/v1/courses/{course}/revalue", json=body).json()["code"] == "APPROVER_UNNAMED"
    with as_person(served, Role.OPERATOR, "zhou") as zhou, as_person(served, Role.OPERATOR, "qian") as qian:
        made = zhou.post(f"/v1/courses/{course}/revalue", json=body).json()
        restatement = made["facts"][0]["restatement"]
        approve = f"/v1/restatements/{restatement}/approve"
        assert qian.post(approve, json={}).json()["code"] == "RESTATEMENT_NOT_PREVIEWED"
        assert read(operator, restatement, made["position"])["state"] == "proposed"
        run(served)
        head = served.ledger.log.head()
        foreseen = read(operator, restatement, head)["foreseen"]
        assert (foreseen["people"], foreseen["credits_reversed"], foreseen["credits_awarded"]) == (1, "3.00", "2.00")
        assert zhou.post(approve, json={}).json()["code"] == "PROPOSER_CANNOT_APPROVE"
        approved = qian.post(approve, json={})
        assert approved.status_code == 201, approved.text
    read(operator, restatement, approved.json()["position"])
    run(served)
    done = read(operator, restatement, served.ledger.log.head())
    assert (done["state"], done["people"], done["credits_awarded"]) == ("finished", 1, "2.00")
    listed = operator.get(f"/v1/courses/{course}").json()["item"]
    assert listed["credits"] == "2.00"
    (learnt_,) = operator.get(f"/v1/accounts/{person}/transcript").json()["items"]
    assert learnt_["credits"] == "2.00"


def test_nobody_but_the_office_proposes_or_approves(served: Served) -> None:
    for role in Role:
        with served.client(role) as caller:
            answer = caller.post("/v1/sessions/S-1/void", json={"because": "NEVER_HELD"})
            assert (answer.status_code == 403) == (role is not Role.OPERATOR), role
            answer = caller.get("/v1/policies/none/simulation", params={"period": "2026"})
            readers = (Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR)
            assert (answer.status_code == 403) == (role not in readers), role


def test_a_draft_is_simulated_a_page_of_people_at_a_time(served: Served, operator: httpx.Client, new: Named) -> None:
    people = {learnt(operator, new, share="0.70")[0] for _ in range(3)}
    document = "online: {minimum_watched_share: 0.6}"
    with as_person(served, Role.ADMINISTRATOR, "zhou") as zhou:
        drafted = zhou.post("/v1/policies", json={"document": document}).json()
        version = drafted["facts"][0]["version"]
        address = f"/v1/policies/{version}/simulation"
        head = served.ledger.log.head()
        asked: dict[str, Any] = {"period": "2026", "limit": 2, "min_position": head}
        found: dict[str, Any] = {}
        while True:
            page = zhou.get(address, params=asked).json()
            found |= {one["employee"]: one for one in page["items"]}
            if page["next"] is None:
                break
            asked["cursor"] = page["next"]
    assert served.ledger.log.head() == head
    assert people <= found.keys()
    for person in people:
        one = found[person]
        assert Decimal(one["counted_then"]) - Decimal(one["counted_now"]) == Decimal("3.00")
    unknown = operator.get("/v1/policies/none/simulation", params={"period": "2026"})
    assert unknown.json()["code"] == "POLICY_UNKNOWN"


def test_a_session_that_nobody_missed_is_not_made_up_for(operator: httpx.Client, new: Named) -> None:
    session, course = new("S"), new("C")
    listed = {"course": course, "title": "Fire", "credits": "3.00", "minutes": 60}
    operator.post("/v1/courses", json=listed)
    plan = {"starts_at": "2026-03-02T01:00:00Z", "ends_at": "2026-03-02T02:30:00Z", "branch": "CD"}
    operator.post("/v1/sessions", json={"session": session, "course": course, **plan})
    asked = operator.post(f"/v1/sessions/{session}/make-ups", json={"employee": "E-1", "because": "TRAVEL"})
    assert (asked.status_code, asked.json()["code"]) == (409, "MAKE_UP_NOT_HELD")
    assert asked.json()["detail_zh"].startswith("场次")
