from collections.abc import Callable

import httpx


def test_a_reward_is_redeemed_and_seen(operator: httpx.Client, rich: str, reward: str) -> None:
    done = operator.post("/v1/redemptions", json={"employee": rich, "reward": reward})
    assert done.status_code == 201, done.text
    print(done.text)
    seen = operator.get(f"/v1/accounts/{rich}/balance", params={"min_position": done.json()["position"]})
    print(seen.text)
    assert seen.json()["item"]["held"] == 1
