"""A batch of adjustments is decided over HTTP by a second person, each row by itself."""

from collections.abc import Callable

import httpx

Named = Callable[[str], str]


def proposed(operator: httpx.Client, new: Named, proposer: str, *people: str) -> str:
    batch = new("B")
    body = {"kind": "grant", "points": 5, "because": "PRIZE", "note": "奖", "proof": "第 3 页", "batch": batch}
    for one in people:
        named = {"Merit-On-Behalf-Of": proposer}
        made = operator.post("/v1/adjustments", json={"employee": one, **body}, headers=named)
        assert made.status_code == 201, made.text
    return batch


def test_a_second_person_decides_about_a_batch_and_each_row_stands_by_itself(
    operator: httpx.Client, employee: httpx.Client, new: Named
) -> None:
    zhou, qian, lin = new("E"), new("E"), new("E")
    batch = proposed(operator, new, zhou, lin, qian)
    approve = f"/v1/adjustments/batches/{batch}/approve"
    assert operator.post(approve, json={}).json()["code"] == "APPROVER_UNNAMED"
    assert employee.post(approve, json={}, headers={"Merit-On-Behalf-Of": lin}).status_code == 403
    own = operator.post(approve, headers={"Merit-On-Behalf-Of": zhou}).json()
    assert [one["problem"]["code"] for one in own["left"]] == ["PROPOSER_CANNOT_APPROVE"] * 2
    named = {"Merit-On-Behalf-Of": qian, "Idempotency-Key": new("key")}
    done = operator.post(approve, json={}, headers=named).json()
    assert (done["decided"], done["before"], done["after"]) == (1, 0, None)
    (left,) = done["left"]
    assert (left["employee"], left["points"], left["problem"]["code"]) == (qian, 5, "SELF_ACTION_FORBIDDEN")
    assert left["problem"]["detail_zh"]
    assert operator.post(approve, json={}, headers=named).json()["decided"] == 0
    listed = operator.get("/v1/adjustments", params={"batch": batch}).json()["items"]
    assert [(one["employee"], one["state"]) for one in listed] == [(lin, "approved"), (qian, "proposed")]
    assert operator.get(f"/v1/accounts/{lin}/balance").json()["item"]["active"] == 5


def test_a_batch_is_rejected_with_a_reason_code(operator: httpx.Client, new: Named) -> None:
    zhou, qian, lin = new("E"), new("E"), new("E")
    batch = proposed(operator, new, zhou, lin)
    reject, named = f"/v1/adjustments/batches/{batch}/reject", {"Merit-On-Behalf-Of": qian}
    assert operator.post(reject, json={}, headers=named).json()["code"] == "REQUEST_INVALID"
    assert operator.post(reject, json={"because": "NO_PROOF"}, headers=named).json()["decided"] == 1


def test_a_batch_that_nobody_proposed_is_not_there(operator: httpx.Client, new: Named) -> None:
    answer = operator.post(f"/v1/adjustments/batches/{new('B')}/approve", headers={"Merit-On-Behalf-Of": "qian"})
    assert (answer.status_code, answer.json()["code"]) == (404, "ADJUSTMENT_BATCH_UNKNOWN")
