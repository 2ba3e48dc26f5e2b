"""Approvals over HTTP: what waits for a person is shown to that person, who says yes in their own name."""

from collections.abc import Callable

import httpx


def test_a_request_waits_for_its_approver_and_is_then_fulfilled(
    operator: httpx.Client, employee: httpx.Client, new: Callable[[str], str]
) -> None:
    person, boss, course, reward = new("E"), new("E"), new("C"), new("R")
    for path, body in (
        (f"/v1/members/{person}/manager", {"manager": boss}),
        ("/v1/courses", {"course": course, "title": "Big", "credits": "500.00", "minutes": 60}),
        ("/v1/completions", {"employee": person, "course": course, "completion": new("X"), "source": "spec"}),
        ("/v1/rewards", {"reward": reward, "title": "Trip", "kind": "training_place", "price": 201, "stock": 3}),
    ):
        made = operator.post(path, json=body)
        assert made.status_code == 201, made.text
    for_person, for_boss = ({"Merit-On-Behalf-Of": one} for one in (person, boss))
    wish = {"employee": person, "reward": reward, "units": 2, "price_seen": 201}
    asked = employee.post("/v1/redemptions", json=wish, headers=for_person).json()
    redemption = asked["facts"][0]["redemption"]

    waiting = employee.get(
        f"/v1/approvals/{boss}", params={"min_position": asked["position"]}, headers=for_boss
    ).json()["items"]
    assert [(one["redemption"], one["step"], one["units"]) for one in waiting] == [(redemption, "line_manager", 2)]
    assert employee.get(f"/v1/approvals/{boss}", headers=for_person).status_code == 403

    approve, fulfil = f"/v1/redemptions/{redemption}/approve", f"/v1/redemptions/{redemption}/fulfil"
    assert operator.post(fulfil, json={}).json()["code"] == "APPROVALS_MISSING"
    assert employee.post(approve, json={}, headers=for_person).json()["code"] == "SELF_ACTION_FORBIDDEN"
    assert employee.post(approve, json={}).json()["code"] == "APPROVER_UNNAMED"
    assert employee.post(approve, json={}, headers=for_boss).status_code == 201
    for units in (0, -1, 2**63):
        assert operator.post(fulfil, json={"units": units}).status_code == 422
    done = operator.post(fulfil, json={"units": 1}).json()
    found = operator.get(f"/v1/redemptions/{redemption}", params={"min_position": done["position"]}).json()["item"]
    assert (found["state"], found["units"], found["fulfilled"], found["approved_by"]) == ("approved", 2, 1, [boss])


def test_what_a_person_answers_for_is_seen_and_passes_on_with_a_second_persons_approval(
    operator: httpx.Client, new: Callable[[str], str]
) -> None:
    lin, wu, li, zhou, qian, branch = (new(kind) for kind in "EEEEEB")
    operator.post(f"/v1/members/{lin}/manager", json={"manager": wu})
    headed = operator.post(f"/v1/branches/{branch}/head", json={"head": wu}).json()
    address = f"/v1/members/{wu}/responsibilities"
    found = operator.get(address, params={"min_position": headed["position"]}).json()["items"]
    assert [(one["role"], one["subject"]) for one in found] == [("branch_head", branch), ("line_manager", lin)]
    body = {"employee": wu, "successor": li, "reports": [lin], "branches": [branch], "because": "MOVES", "note": "调动"}
    for_zhou, for_qian = ({"Merit-On-Behalf-Of": who} for who in (zhou, qian))
    made = operator.post("/v1/transfers", json=body, headers=for_zhou)
    assert made.status_code == 201, made.text
    approve = f"/v1/transfers/{made.json()['facts'][0]['transfer']}/approve"
    assert operator.post(approve, json={}, headers=for_zhou).json()["code"] == "PROPOSER_CANNOT_APPROVE"
    done = operator.post(approve, json={}, headers=for_qian).json()
    (seen,) = operator.get("/v1/transfers", params={"employee": wu, "min_position": done["position"]}).json()["items"]
    assert (seen["state"], seen["decider"], seen["reports"]) == ("approved", qian, [lin])
    after = operator.get(address.replace(wu, li), params={"min_position": done["position"]}).json()["items"]
    assert [(one["role"], one["subject"]) for one in after] == [("branch_head", branch), ("line_manager", lin)]
    assert operator.get(address).json()["items"] == []
