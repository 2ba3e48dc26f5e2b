"""Commands over HTTP: once is once, a rehearsal leaves no trace, a batch does what it says."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from over_http.served import Served

from api.http.command_table import COMMANDS
from api.http.examples import EXAMPLES
from api.http.policy import Role
from ledger.decisions.restock_reward import RestockReward
from ledger.events import RewardRestocked
from ledger.recording import Past

Named = Callable[[str], str]


def left(operator: httpx.Client, reward: str, position: int) -> int:
    shelf = operator.get(f"/v1/rewards/{reward}", params={"min_position": position})
    units: int = shelf.json()["item"]["left"]
    return units


def test_every_command_has_an_address_and_an_example() -> None:
    assert {line.command.__name__ for line in COMMANDS} == set(EXAMPLES)
    assert len({line.path for line in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("line", COMMANDS, ids=lambda line: line.path)
def test_every_example_is_understood(operator: httpx.Client, line: Any) -> None:
    address = line.path.replace("{period}", "2025").replace("{", "").replace("}", "")
    answer = operator.post(address, params={"dry_run": "true"}, json=EXAMPLES[line.command.__name__])
    assert answer.json().get("code") != "REQUEST_INVALID", answer.text


def test_a_command_answers_with_its_facts_and_their_place(operator: httpx.Client, rich: str, reward: str) -> None:
    done = operator.post("/v1/redemptions", json={"employee": rich, "reward": reward})
    body = done.json()
    assert done.status_code == 201
    assert (body["repeat"], body["first"] == body["position"]) == (False, True)
    fact = body["facts"][0]
    assert (fact["type"], fact["employee"], fact["price"]) == ("RedemptionRequested", rich, 1)
    assert fact["effective_at"] <= body["recorded_at"]


def test_the_same_key_and_body_is_the_same_request(operator: httpx.Client, reward: str, new: Named) -> None:
    key = {"Idempotency-Key": new("key")}
    first = operator.post(f"/v1/rewards/{reward}/restock", json={"units": 5}, headers=key)
    again = operator.post(f"/v1/rewards/{reward}/restock", json={"units": 5}, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert "idempotency-hit" not in first.headers
    assert again.headers["idempotency-hit"] == "true"
    assert again.json() == {**first.json(), "repeat": True}
    assert left(operator, reward, first.json()["position"]) == 1005


def test_the_same_key_with_another_body_is_refused(operator: httpx.Client, reward: str, new: Named) -> None:
    key = {"Idempotency-Key": new("key")}
    operator.post(f"/v1/rewards/{reward}/restock", json={"units": 5}, headers=key)
    other = operator.post(f"/v1/rewards/{reward}/restock", json={"units": 6}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_CONFLICT")


def test_a_refusal_is_repeated_too(operator: httpx.Client, reward: str, new: Named) -> None:
    key = {"Idempotency-Key": new("key")}
    body = {"employee": new("poor"), "reward": reward}
    first = operator.post("/v1/redemptions", json=body, headers=key)
    again = operator.post("/v1/redemptions", json=body, headers=key)
    assert (first.status_code, first.json()["code"]) == (409, "POINTS_INSUFFICIENT")
    assert first.json()["details"] == {"reward": reward, "price": 1, "short_by": 1}
    assert (again.status_code, again.json()["details"]) == (409, first.json()["details"])


def test_a_key_belongs_to_the_program_that_chose_it(
    operator: httpx.Client, employee: httpx.Client, rich: str, reward: str, new: Named
) -> None:
    key, body = {"Idempotency-Key": new("key")}, {"employee": rich, "reward": reward}
    assert operator.post("/v1/redemptions", json=body, headers=key).status_code == 201
    assert employee.post("/v1/redemptions", json=body, headers=key).status_code == 201


def test_twenty_at_once_with_one_key_have_one_effect(served: Served, reward: str, new: Named) -> None:
    key = {"Idempotency-Key": new("key")}

    def restock(_: int) -> httpx.Response:
        with served.client(Role.OPERATOR) as client:
            return client.post(f"/v1/rewards/{reward}/restock", json={"units": 1}, headers=key)

    with ThreadPoolExecutor(20) as callers:
        answers = list(callers.map(restock, range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.json()["position"] for answer in answers}) == 1
    with served.client(Role.OPERATOR) as client:
        assert left(client, reward, answers[0].json()["position"]) == 1001


def test_a_rehearsal_answers_alike_and_leaves_no_trace(
    served: Served, operator: httpx.Client, rich: str, reward: str, new: Named
) -> None:
    before = served.ledger.log.head()
    key = {"Idempotency-Key": new("key")}
    body = {"employee": rich, "reward": reward}
    rehearsed = operator.post("/v1/redemptions?dry_run=true", json=body, headers=key)
    refused = operator.post("/v1/redemptions?dry_run=true", json={**body, "reward": "none"})
    assert rehearsed.status_code == 200
    assert rehearsed.json()["dry_run"] is True
    assert "position" not in rehearsed.json()
    assert rehearsed.json()["facts"][0]["type"] == "RedemptionRequested"
    assert (refused.status_code, refused.json()["code"]) == (404, "REWARD_UNKNOWN")
    assert served.ledger.log.head() == before
    assert operator.post("/v1/redemptions", json=body, headers=key).status_code == 201


def test_who_prefers_to_wait_sees_the_fact_at_once(operator: httpx.Client, rich: str, reward: str) -> None:
    body = {"employee": rich, "reward": reward}
    done = operator.post("/v1/redemptions", json=body, headers={"Prefer": "respond-async, wait=10"})
    assert done.headers["preference-applied"] == "wait=10"
    assert operator.get(f"/v1/accounts/{rich}/balance").json()["item"]["held"] == 1


def rows(*bodies: tuple[str, dict[str, Any]], mode: str, **more: Any) -> dict[str, Any]:
    return {"mode": mode, "commands": [{"command": name, "body": body, **more} for name, body in bodies]}


def test_an_atomic_batch_is_all(operator: httpx.Client, reward: str, new: Named) -> None:
    restock = ("RestockReward", {"reward": reward, "units": 5})
    reprice = ("RepriceReward", {"reward": reward, "price": 7})
    key = {"Idempotency-Key": new("key")}
    done = operator.post("/v1/batches", json=rows(restock, reprice, mode="atomic"), headers=key)
    assert done.status_code == 201
    assert [fact["type"] for fact in done.json()["facts"]] == ["RewardRestocked", "RewardRepriced"]
    again = operator.post("/v1/batches", json=rows(restock, reprice, mode="atomic"), headers=key)
    assert (again.status_code, again.headers["idempotency-hit"]) == (200, "true")


def test_an_atomic_batch_is_nothing_when_one_is_refused(served: Served, operator: httpx.Client, reward: str) -> None:
    restock = ("RestockReward", {"reward": reward, "units": 5})
    wrong = ("RestockReward", {"reward": "none", "units": 5})
    refused = operator.post("/v1/batches", json=rows(restock, wrong, mode="atomic"))
    assert (refused.status_code, refused.json()["code"]) == (404, "REWARD_UNKNOWN")
    assert left(operator, reward, served.ledger.log.head()) == 1000


def test_a_continuing_batch_has_a_result_per_row(operator: httpx.Client, reward: str, new: Named) -> None:
    good = ("RestockReward", {"reward": reward, "units": 5})
    refused = ("RestockReward", {"reward": "none", "units": 5})
    invalid = ("RestockReward", {"reward": reward, "units": -5})
    forbidden = ("RateSession", {"session": "s", "employee": "e", "score": "90"})
    key = {"Idempotency-Key": new("key")}
    batch = rows(good, refused, invalid, forbidden, good, mode="continue")
    results = operator.post("/v1/batches", json=batch, headers=key).json()["results"]
    assert [result["status"] for result in results] == [201, 404, 422, 403, 201]
    assert results[1]["problem"]["code"] == "REWARD_UNKNOWN"
    assert results[2]["problem"]["errors"][0]["loc"] == ["body", "units"]
    assert left(operator, reward, results[4]["answer"]["position"]) == 1010
    again = operator.post("/v1/batches", json=batch, headers=key).json()["results"]
    assert [result["status"] for result in again] == [200, 404, 422, 403, 200]


def test_a_row_that_breaks_does_not_take_the_others_answers_with_it(
    operator: httpx.Client, reward: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = RestockReward.decide

    def broken(command: RestockReward, past: Past) -> RewardRestocked:
        if command.units == 13:
            raise ZeroDivisionError
        return decide(command, past)

    monkeypatch.setattr(RestockReward, "decide", broken)
    good, bad = (("RestockReward", {"reward": reward, "units": units}) for units in (5, 13))
    results = operator.post("/v1/batches", json=rows(good, bad, good, mode="continue")).json()["results"]
    assert [result["status"] for result in results] == [201, 500, 201]
    assert results[1]["problem"]["code"] == "BROKEN"


def test_a_batch_is_bounded(operator: httpx.Client, reward: str) -> None:
    row = ("RestockReward", {"reward": reward, "units": 1})
    assert operator.post("/v1/batches", json=rows(*[row] * 1001, mode="continue")).status_code == 422
    assert operator.post("/v1/batches", json=rows(mode="continue")).status_code == 422
    done = operator.post("/v1/batches", json=rows(*[row] * 1000, mode="continue")).json()
    assert {result["status"] for result in done["results"]} == {201}
