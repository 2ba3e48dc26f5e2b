"""The organisation over HTTP: who works where, since when, and the tree of branches, as of both clocks."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

Named = Callable[[str], str]
MARCH, JULY = "2026-03-01T00:00:00Z", "2026-07-01T00:00:00Z"


def told(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def listed(client: httpx.Client, path: str, position: int, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(path, params={"min_position": position, **asked})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_members_and_their_history_follow_either_clock(operator: httpx.Client, new: Named) -> None:
    lin, here, there = new("E"), new("B"), new("B")
    joined = told(operator, "/v1/members", employee=lin, branch=here, since=MARCH)
    done = told(operator, f"/v1/members/{lin}/move", branch=there, since=JULY)["position"]
    assert [one["employee"] for one in listed(operator, "/v1/members", done, branch=there)] == [lin]
    assert listed(operator, "/v1/members", done, branch=here) == []
    then = listed(operator, "/v1/members", done, branch=here, as_of="2026-05-01T00:00:00Z")
    assert then == [{"employee": lin, "branch": here, "since": MARCH, "position": None, "level": None}]
    known = joined["recorded_at"]
    assert len(listed(operator, "/v1/members", done, branch=here, recorded_as_of=known)) == 1
    steps = listed(operator, f"/v1/members/{lin}/history", done)
    assert [(one["type"], one["branch"], one["effective_at"]) for one in steps] == [
        ("EmployeeJoined", here, MARCH),
        ("EmployeeMoved", there, JULY),
    ]
    page = operator.get(f"/v1/members/{lin}/history", params={"limit": 1}).json()
    assert listed(operator, f"/v1/members/{lin}/history", done, cursor=page["next"]) == steps[1:]


@pytest.mark.parametrize("path", ["/v1/members/{}/history", "/v1/accounts/{}/requirement"])
def test_what_is_a_persons_own_is_theirs_and_nobody_elses(employee: httpx.Client, new: Named, path: str) -> None:
    lin = new("E")
    assert employee.get(path.format(lin), headers={"Merit-On-Behalf-Of": lin}).status_code == 200
    assert employee.get(path.format(lin), headers={"Merit-On-Behalf-Of": new("E")}).status_code == 403


def test_the_tree_of_branches(operator: httpx.Client, new: Named) -> None:
    root, other, leaf = new("B"), new("B"), new("B")
    for branch, parent in ((root, None), (other, None), (leaf, root)):
        told(operator, "/v1/branches", branch=branch, parent=parent, name="东区", since=MARCH)
    cycle = operator.post(f"/v1/branches/{root}/move", json={"parent": leaf})
    assert (cycle.status_code, cycle.json()["code"]) == (409, "BRANCH_CYCLE")
    done = told(operator, f"/v1/branches/{leaf}/move", parent=other, since=JULY)["position"]
    now = {one["branch"]: one["path"] for one in listed(operator, "/v1/branches", done, under=other)}
    assert now == {other: [other], leaf: [other, leaf]}
    then = {one["branch"]: one["parent"] for one in listed(operator, "/v1/branches", done, under=root, as_of=MARCH)}
    assert then == {root: None, leaf: root}


def test_a_change_is_asked_for_decided_and_listed(operator: httpx.Client, new: Named) -> None:
    lin, zhou, qian = new("E"), {"Merit-On-Behalf-Of": "zhou"}, {"Merit-On-Behalf-Of": "qian"}
    told(operator, "/v1/members", employee=lin, branch=new("B"), since="2020-03-02T00:00:00Z")
    year = str(datetime.now(UTC).year)
    body = {"employee": lin, "period": year, "kind": "exempt", "because": "ILLNESS", "note": "see the certificate"}
    asked = operator.post("/v1/requirement-changes", json={**body, "credits": "20.00"}, headers=zhou).json()
    change = asked["facts"][0]["change"]
    (waiting,) = listed(operator, "/v1/requirement-changes", asked["position"], employee=lin, state="proposed")
    assert (waiting["change"], waiting["credits"], waiting["proposer"]) == (change, "20.00", "zhou")
    path = f"/v1/requirement-changes/{change}"
    assert operator.post(f"{path}/approve", json={}, headers=zhou).json()["code"] == "PROPOSER_CANNOT_APPROVE"
    assert operator.post(f"{path}/approve", json={}, headers=qian).status_code == 201
    owed = operator.get(f"/v1/accounts/{lin}/requirement", params={"period": year}).json()["item"]
    assert (owed["credits"], owed["terms"][-1]["kind"]) == ("130.00", "exempt")
    assert owed["terms"][-1]["what"] == f"-20.00: Forgiven, because of ILLNESS; change {change}."
    done = operator.post(f"{path}/revoke", json={"because": "CERTIFICATE_FALSE"}, headers=qian).json()["position"]
    (revoked,) = listed(operator, "/v1/requirement-changes", done, employee=lin, period=year)
    assert (revoked["state"], revoked["decider"]) == ("revoked", "qian")
