"""Questions over HTTP: pages walk everything once, positions are waited for, the log can be read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from over_http.served import CODES

from api.http import reading

Named = Callable[[str], str]


def walked(client: httpx.Client, address: str, **parameters: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        page = client.get(address, params=parameters)
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        if page.json()["next"] is None:
            return items
        parameters["cursor"] = page.json()["next"]


@pytest.fixture(scope="module")
def courses(operator: httpx.Client, new: Named) -> list[str]:
    names = sorted(new("P") for _ in range(23))
    for name in names:
        course = {"course": name, "title": "Paging", "credits": "1", "minutes": 50, "category": "induction"}
        position = operator.post("/v1/courses", json=course).json()["position"]
    assert operator.get("/v1/courses", params={"min_position": position}).status_code == 200
    return names


@pytest.mark.parametrize("limit", [1, 5, 23, 200])
def test_pages_walk_everything_once(operator: httpx.Client, courses: list[str], limit: int) -> None:
    found = walked(operator, "/v1/courses", limit=limit, category="induction")
    assert [course["course"] for course in found if course["title"] == "Paging"] == courses


def test_every_movement_is_on_a_page_once(operator: httpx.Client, rich: str, reward: str) -> None:
    for _ in range(5):
        done = operator.post("/v1/redemptions", json={"employee": rich, "reward": reward})
    address, position = f"/v1/accounts/{rich}/entries", done.json()["position"]
    whole = walked(operator, address, min_position=position)
    assert len(whole) == 7  # credits, points, five holds
    assert walked(operator, address, limit=2) == whole
    assert [entry["kind"] for entry in walked(operator, address, kind="credits")] == ["credits"]


def test_a_cursor_is_for_its_own_list(operator: httpx.Client, courses: list[str]) -> None:
    cursor = operator.get("/v1/courses", params={"limit": 1}).json()["next"]
    refused = operator.get("/v1/rewards", params={"cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (422, "CURSOR_INVALID")
    assert courses


def test_what_was_just_written_is_read(operator: httpx.Client, rich: str, reward: str) -> None:
    for held in range(1, 21):
        done = operator.post("/v1/redemptions", json={"employee": rich, "reward": reward}).json()
        seen = operator.get(f"/v1/accounts/{rich}/balance", params={"min_position": done["position"]}).json()
        assert seen["position"] >= done["position"]
        assert seen["item"]["held"] == held


def test_a_position_the_log_has_not_reached_is_not_waited_for(operator: httpx.Client) -> None:
    refused = operator.get("/v1/rewards", params={"min_position": 10**9})
    assert (refused.status_code, refused.json()["code"]) == (422, "POSITION_AHEAD")


def test_a_view_that_stays_behind_is_said_to_be(
    operator: httpx.Client, reward: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = operator.post(f"/v1/rewards/{reward}/restock", json={"units": 1}).json()
    monkeypatch.setattr(reading, "positions", lambda _: dict.fromkeys(reading.EVERY_VIEW, 1))
    monkeypatch.setattr(reading.Reading.reached, "__defaults__", (0.2,))
    asked = operator.get("/v1/rewards", params={"min_position": done["position"]})
    # Another spec's wait may have seen the view already; then there is nothing to wait for.
    if asked.status_code != 200:
        assert (asked.status_code, asked.json()["code"]) == (503, "VIEW_BEHIND")
        assert asked.headers["retry-after"]


def test_the_past_is_asked_on_both_clocks(operator: httpx.Client, rich: str) -> None:
    address = f"/v1/accounts/{rich}/balance"
    long_ago = operator.get(address, params={"as_of": "2000-01-01T00:00:00Z"}).json()
    unknown = operator.get(address, params={"recorded_as_of": "2000-01-01T00:00:00Z"}).json()
    assert (long_ago["item"]["active"], unknown["item"]["active"]) == (0, 0)


def test_the_log_is_read_by_position_and_by_tag(auditor: httpx.Client, rich: str, reward: str) -> None:
    facts = walked(auditor, "/v1/audit/events", tag=f"employee:{rich}", limit=2)
    assert [fact["type"] for fact in facts] == ["CompletionRecorded", "CreditsAwarded", "PointsEarned"]
    (listed,) = walked(auditor, "/v1/audit/events", type="RewardListed", tag=f"reward:{reward}")
    assert auditor.get(f"/v1/audit/events/{listed['position']}").json()["item"] == listed
    assert auditor.get("/v1/audit/events/999999999").json()["code"] == "POSITION_UNKNOWN"
    assert auditor.get("/v1/audit/events", params={"tag": "employee"}).status_code == 422
    everything = walked(auditor, "/v1/audit/events", limit=200)
    assert [fact["position"] for fact in everything] == list(range(1, len(everything) + 1))


def test_what_is_not_there_is_not_found(operator: httpx.Client) -> None:
    for address in ("/v1/sessions/none", "/v1/courses/none", "/v1/rewards/none", "/v1/redemptions/none"):
        assert operator.get(address).json()["code"] == "ROW_UNKNOWN"
    nobody = operator.get("/v1/accounts/nobody/balance").json()["item"]
    assert (nobody["credits"], nobody["active"]) == ("0.00", 0)


@pytest.mark.parametrize(
    "address",
    [
        *("/v1/accounts", "/v1/accounts/x/entries", "/v1/accounts/x/transcript", "/v1/accounts/x/redemptions"),
        *("/v1/members", "/v1/courses", "/v1/sessions", "/v1/sessions/x/roster", "/v1/rewards", "/v1/redemptions"),
        *("/v1/leaderboards/trainers", "/v1/flags", "/v1/refusals"),
    ],
)
def test_every_list_answers_in_one_shape(operator: httpx.Client, address: str) -> None:
    page = operator.get(address, params={"limit": 3}).json()
    assert set(page) == {"position", "items", "next"}
    assert len(page["items"]) <= 3


def test_a_persons_code_opens_the_door_once(operator: httpx.Client, employee: httpx.Client, new: Named) -> None:
    course, session, person = new("C"), new("S"), new("E")
    assert operator.post("/v1/courses", json={"course": course, "title": "T", "credits": "1", "minutes": 60}).is_success
    now = datetime.now(UTC)
    times = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=1)).isoformat()}
    plan = {"session": session, "course": course, "branch": "b", **times}
    for address, body in [
        ("/v1/sessions", plan),
        (f"/v1/sessions/{session}/enrolments", {"employee": person}),
        (f"/v1/sessions/{session}/open", {}),
    ]:
        assert operator.post(address, json=body).status_code == 201
    shown = employee.get(f"/v1/sessions/{session}/codes/{person}", headers={"Merit-On-Behalf-Of": person}).json()
    check = {"session": session, "employee": person, "method": "qr", "code": shown["item"]["code"]}
    assert employee.post("/v1/attendance/check-in", json=check).status_code == 201
    again = employee.post("/v1/attendance/check-out", json=check)
    assert again.json()["code"] == "CODE_REPLAYED"
    other = employee.get(f"/v1/sessions/{session}/codes/{person}", headers={"Merit-On-Behalf-Of": "somebody"})
    assert other.status_code == 403
    assert CODES.code(session, person, 1) != shown["item"]["code"]
