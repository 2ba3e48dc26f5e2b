"""Required courses over HTTP: required of a branch, seen by each for themselves, forgiven by somebody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx

SOON = f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}"


def test_a_course_is_required_done_and_forgiven(
    operator: httpx.Client, employee: httpx.Client, new: Callable[[str], str]
) -> None:
    lin, wang, boss, branch, course, name = new("E"), new("E"), new("E"), new("B"), new("C"), new("O")
    bodies: list[tuple[str, dict[str, object]]] = [
        ("/v1/courses", {"course": course, "title": "Fire", "credits": "2.00", "minutes": 60, "kind": "required"}),
        ("/v1/members", {"employee": lin, "branch": branch}),
        ("/v1/members", {"employee": wang, "branch": branch}),
        ("/v1/obligations", {"obligation": name, "course": course, "branch": branch, "until": SOON}),
        ("/v1/completions", {"employee": wang, "course": course, "completion": new("X"), "source": "spec"}),
    ]
    for path, body in bodies:
        made = operator.post(path, json=body)
        assert made.status_code == 201, made.text
    seen = {"min_position": made.json()["position"]}

    found = operator.get(f"/v1/branches/{branch}/duties", params=seen).json()["items"]
    assert {(one["employee"], one["state"], one["due"]) for one in found} == {(lin, "open", SOON), (wang, "done", SOON)}
    mine = employee.get(f"/v1/accounts/{lin}/duties", headers={"Merit-On-Behalf-Of": lin}).json()["items"]
    assert [(one["obligation"], one["course"], one["branch"]) for one in mine] == [(name, course, branch)]
    assert employee.get(f"/v1/accounts/{lin}/duties", headers={"Merit-On-Behalf-Of": wang}).status_code == 403
    assert employee.get(f"/v1/branches/{branch}/duties").status_code == 403
    before = {"as_of": "2020-01-01T00:00:00Z"}
    assert operator.get(f"/v1/obligations/{name}/duties", params=before).json()["items"] == []
    paged = operator.get(f"/v1/obligations/{name}/duties", params={"limit": 1}).json()
    more = operator.get(f"/v1/obligations/{name}/duties", params={"limit": 1, "cursor": paged["next"]}).json()
    assert [*paged["items"], *more["items"]] == found
    (listed,) = operator.get("/v1/obligations", params={"course": course}).json()["items"]
    assert (listed["branch"], listed["until"], listed["released_at"]) == (branch, SOON, None)

    forgiven = {"employee": lin, "because": "CERTIFIED_ELSEWHERE"}
    exempt = f"/v1/obligations/{name}/exemptions"
    assert employee.post(exempt, json=forgiven, headers={"Merit-On-Behalf-Of": boss}).status_code == 403
    assert operator.post(exempt, json=forgiven).json()["code"] == "APPROVER_UNNAMED"
    own = operator.post(exempt, json=forgiven, headers={"Merit-On-Behalf-Of": lin})
    assert own.json()["code"] == "SELF_ACTION_FORBIDDEN"
    done = operator.post(exempt, json=forgiven, headers={"Merit-On-Behalf-Of": boss})
    assert done.status_code == 201
    left = operator.get(f"/v1/obligations/{name}/duties", params={"min_position": done.json()["position"]}).json()
    assert [one["employee"] for one in left["items"]] == [wang]
    again = operator.post("/v1/obligations", json={"obligation": name, "course": course, "until": SOON})
    assert (again.status_code, again.json()["code"]) == (409, "OBLIGATION_EXISTS")
    assert operator.get(f"/v1/accounts/{lin}/warnings").json()["items"] == []
    assert operator.get(f"/v1/branches/{branch}/warnings").json()["items"] == []
