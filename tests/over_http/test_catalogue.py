"""The catalogue over HTTP: a person's page, prices, deliveries, the waiting list, and what nobody may ask for."""

from collections.abc import Callable

import httpx
import pytest

Named = Callable[[str], str]


def test_a_person_reads_what_is_offered_and_the_office_why_there_is_so_much(
    operator: httpx.Client, employee: httpx.Client, rich: str, reward: str
) -> None:
    about = f"/v1/rewards/{reward}"
    for step, said in (
        ("restock", {"units": 5, "batch": "B-1", "good_until": "2199-01-01T00:00:00Z"}),
        ("reprice", {"price": 7, "since": "2198-01-01T00:00:00Z"}),
        ("limit", {"holder": "person", "period": "year", "units": 2}),
    ):
        done = operator.post(f"{about}/{step}", json=said)
        assert done.status_code == 201, done.text
    seen = {"min_position": done.json()["position"]}
    asked = employee.get(f"/v1/accounts/{rich}/catalogue", params={**seen, "kind": "goods", "redeemable": "true"})
    assert asked.status_code == 200, asked.text
    (offer,) = [one for one in asked.json()["items"] if one["reward"] == reward]
    assert (offer["price"], offer["left"], offer["allowed"], offer["why_not"]) == (1, 1005, 2, None)
    prices = employee.get(f"{about}/prices", params=seen).json()["items"]
    assert [price["price"] for price in prices] == [1, 7]
    assert prices[0]["until"] == prices[1]["since"]
    deliveries = operator.get(f"{about}/deliveries", params={**seen, "limit": 1}).json()
    rest = operator.get(f"{about}/deliveries", params={"cursor": deliveries["next"]}).json()["items"]
    assert [one["kind"] for one in (*deliveries["items"], *rest)] == ["listed", "restocked"]
    assert operator.get(f"{about}/waiting").json()["items"] == []
    assert employee.get(f"{about}/waiting").status_code == 403


@pytest.mark.parametrize("units", ["0", "-1", str(2**63), "1.5", '"1"'])
def test_nobody_redeems_what_is_no_number_of_units(operator: httpx.Client, rich: str, reward: str, units: str) -> None:
    body = f'{{"employee": "{rich}", "reward": "{reward}", "units": {units}}}'
    answer = operator.post("/v1/redemptions", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")


def test_what_is_not_for_a_person_is_not_there_for_the_person(
    operator: httpx.Client, employee: httpx.Client, rich: str, reward: str
) -> None:
    assert operator.post(f"/v1/rewards/{reward}/offer", json={"branches": ["elsewhere"]}).status_code == 201
    body = {"employee": rich, "reward": reward}
    for client, status, code in ((employee, 404, "REWARD_UNKNOWN"), (operator, 403, "NOT_IN_AUDIENCE")):
        answer = client.post("/v1/redemptions", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert reward in answer.json()["detail_zh"]
