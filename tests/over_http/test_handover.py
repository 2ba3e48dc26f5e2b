"""Hand-over over HTTP: the feed, payroll's lines, and who is told by webhooks."""

import csv
import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from over_http.served import Served

from api.http.policy import Role

New = Callable[[str], str]
ONWARD = re.compile(r"<(.+)>; rel=\"next\"")


@pytest.fixture(scope="module")
def payroll(served: Served) -> Iterator[httpx.Client]:
    with served.client(Role.INTEGRATION) as client:
        yield client


@pytest.fixture(scope="module")
def administrator(served: Served) -> Iterator[httpx.Client]:
    with served.client(Role.ADMINISTRATOR) as client:
        yield client


def redeemed(operator: httpx.Client, employee: str, reward: str, units: int = 1) -> dict[str, Any]:
    done = operator.post("/v1/redemptions", json={"employee": employee, "reward": reward, "units": units})
    assert done.status_code == 201, done.text
    said: dict[str, Any] = done.json()
    return said


def read_from(payroll: httpx.Client, after: int, **more: Any) -> list[dict[str, Any]]:
    """Read the feed to its end, page by page."""
    events: list[dict[str, Any]] = []
    address = f"/v1/feed?after={after}" + "".join(f"&{name}={value}" for name, value in more.items())
    for _ in range(200):
        page = payroll.get(address)
        assert page.headers["content-type"] == "application/cloudevents-batch+json"
        onward = ONWARD.fullmatch(page.headers["link"])
        assert onward
        if not page.json() and f"after={page.headers['merit-position']}" in address:
            return events
        events += page.json()
        address = onward[1]
    raise AssertionError("the feed has no end")


def test_the_feed_gives_every_event_once_in_order_and_again_the_same(
    operator: httpx.Client, payroll: httpx.Client, rich: str, reward: str
) -> None:
    first = redeemed(operator, rich, reward)
    rest = [redeemed(operator, rich, reward) for _ in range(6)]
    operator.post(f"/v1/redemptions/{first['facts'][0]['redemption']}/fulfil", json={})
    events = read_from(payroll, first["position"] - 1, limit=2)
    mine = [event for event in events if event["subject"] == f"employee:{rich}"]
    assert [event["position"] for event in mine][:7] == [str(done["position"]) for done in (first, *rest)]
    assert [event["type"] for event in mine] == ["merit.RedemptionRequested"] * 7 + ["merit.RedemptionFulfilled"]
    assert mine[0]["data"] == {k: v for k, v in first["facts"][0].items() if k not in {"type", "effective_at"}}
    assert events == read_from(payroll, first["position"] - 1, limit=3)
    only = read_from(payroll, first["position"] - 1, types="RedemptionFulfilled")
    assert only == [event for event in events if event["type"] == "merit.RedemptionFulfilled"]


def test_what_the_feed_gives_is_what_the_official_sdk_reads(
    operator: httpx.Client, payroll: httpx.Client, rich: str, reward: str
) -> None:
    done = redeemed(operator, rich, reward)
    (said, *_) = payroll.get("/v1/feed", params={"after": done["position"] - 1}).json()
    headers = {"content-type": "application/cloudevents+json"}
    body = httpx.Request("POST", "http://x", json=said).content
    event = from_structured_event(HTTPMessage(headers, body), JSONFormat())
    assert (event.get_id(), event.get_subject()) == (said["id"], f"employee:{rich}")


def test_who_waits_hears_at_once_and_who_waits_in_vain_gets_nothing(
    operator: httpx.Client, payroll: httpx.Client, rich: str, reward: str
) -> None:
    head = redeemed(operator, rich, reward)["position"]
    began = time.monotonic()
    empty = payroll.get("/v1/feed", params={"after": head, "wait": 1})
    assert (empty.json(), 0.9 < time.monotonic() - began < 4) == ([], True)
    later = threading.Timer(0.5, redeemed, (operator, rich, reward))
    later.start()
    began = time.monotonic()
    heard = payroll.get("/v1/feed", params={"after": head, "wait": 20}).json()
    assert time.monotonic() - began < 5
    assert heard[0]["subject"] == f"employee:{rich}"
    later.join()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("types=PointsEarned", "TYPE_NOT_HANDED_OVER"),
        ("types=RedemptionRequested,CheckedIn", "TYPE_NOT_HANDED_OVER"),
        ("types=Nonsense", "TYPE_NOT_HANDED_OVER"),
        ("types=a;b", "REQUEST_INVALID"),
        ("after=-1", "REQUEST_INVALID"),
        ("after=9223372036854775807", "POSITION_AHEAD"),
        ("after=9223372036854775808", "REQUEST_INVALID"),
        ("limit=0", "REQUEST_INVALID"),
        ("wait=31", "REQUEST_INVALID"),
        ("whatever=1", "REQUEST_INVALID"),
    ],
)
def test_a_feed_that_cannot_be_is_refused(payroll: httpx.Client, asked: str, code: str) -> None:
    refused = payroll.get(f"/v1/feed?{asked}")
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["detail_zh"]


def leave_of(payroll: httpx.Client, employee: str, **more: str) -> list[dict[str, str]]:
    today = datetime.now(UTC) + timedelta(hours=8)
    span = {"since": str((today - timedelta(days=1)).date()), "until": str((today + timedelta(days=1)).date())}
    answer = payroll.get("/v1/exports/paid-leave", params={**span, **more})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return [row for row in rows if row["employee"].removeprefix("'") == employee]


def test_paid_leave_adds_up_to_the_days_somebody_has(
    operator: httpx.Client, payroll: httpx.Client, rich: str, reward: str, new: New
) -> None:
    leave = new("LEAVE")
    listed = {
        "reward": leave,
        "title": "Leave",
        "kind": "paid_leave",
        "price": 1,
        "stock": None,
        "terms": {"days": "0.5"},
    }
    assert operator.post("/v1/rewards", json=listed).status_code == 201
    names = [redeemed(operator, rich, leave, units)["facts"][0]["redemption"] for units in (1, 3, 1)]
    mug = redeemed(operator, rich, reward)["facts"][0]["redemption"]
    assert leave_of(payroll, rich) == []  # asked for and not given
    for name in (*names[:2], mug):
        assert operator.post(f"/v1/redemptions/{name}/fulfil", json={}).status_code == 201
    because = {"because": "LEAVE_NOT_TAKEN"}
    assert operator.post(f"/v1/redemptions/{names[1]}/refund", json=because).status_code == 201
    assert operator.post(f"/v1/redemptions/{names[2]}/cancel", json=because).status_code == 201
    lines = leave_of(payroll, rich)
    assert [(line["redemption"], line["kind"], line["days"]) for line in lines] == [
        (names[0], "given", "0.5"),
        (names[1], "given", "1.5"),
        (names[1], "taken_back", "-1.5"),
    ]
    assert sum(Decimal(line["days"]) for line in lines) == Decimal("0.5")
    assert {line["reward"] for line in lines} == {leave}
    assert len({line["line"] for line in lines}) == 3
    assert lines == leave_of(payroll, rich)
    assert lines == leave_of(payroll, rich, bom="true")
    assert all(datetime.fromisoformat(line["happened_at"]).utcoffset() == timedelta(hours=8) for line in lines)
    with_mark = payroll.get("/v1/exports/paid-leave?since=2026-01-01&until=2026-01-02&bom=true").content
    without = payroll.get("/v1/exports/paid-leave?since=2026-01-01&until=2026-01-02").content
    assert with_mark == b"\xef\xbb\xbf" + without


def test_an_id_that_looks_like_a_formula_is_text(operator: httpx.Client, payroll: httpx.Client, new: New) -> None:
    leave, person, course = new("LEAVE"), "=HYPERLINK(1)" + new("E"), new("C")
    listed = {"reward": leave, "title": "Leave", "kind": "paid_leave", "price": 1, "stock": 5}
    assert operator.post("/v1/rewards", json=listed).status_code == 201
    assert operator.post(
        "/v1/courses", json={"course": course, "title": "x", "credits": "9.00", "minutes": 60}
    ).is_success
    done = {"employee": person, "course": course, "completion": new("X"), "source": "spec", "passed": True}
    assert operator.post("/v1/completions", json=done).is_success
    name = redeemed(operator, person, leave)["facts"][0]["redemption"]
    assert operator.post(f"/v1/redemptions/{name}/fulfil", json={}).is_success
    (line,) = leave_of(payroll, person)
    assert line["employee"] == f"'{person}"


@pytest.mark.parametrize("asked", ["since=2026-01-02&until=2026-01-01", "since=2026-01-01&until=2026-01-01"])
def test_a_span_without_a_day_is_refused(payroll: httpx.Client, asked: str) -> None:
    refused = payroll.get(f"/v1/exports/paid-leave?{asked}")
    assert (refused.status_code, refused.json()["code"]) == (422, "SPAN_EMPTY")


def test_a_system_is_subscribed_paused_given_another_secret_and_removed(administrator: httpx.Client, new: New) -> None:
    name = new("hr").lower()
    body = {"subscriber": name, "url": "https://hr.example.com/merit", "types": ["RedemptionFulfilled"], "after": 0}
    added = administrator.post("/v1/webhooks", json=body)
    assert added.status_code == 201
    assert added.json()["secret"].startswith("whsec_")
    assert added.json()["item"]["position"] == 0
    again = administrator.post("/v1/webhooks", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "SUBSCRIBER_EXISTS")
    (listed,) = [one for one in administrator.get("/v1/webhooks").json()["items"] if one["subscriber"] == name]
    assert (listed["types"], listed["paused_at"]) == (["RedemptionFulfilled"], None)
    assert administrator.post(f"/v1/webhooks/{name}/pause").json()["item"]["because"] == "ASKED"
    assert administrator.post(f"/v1/webhooks/{name}/resume").json()["item"]["because"] is None
    other = administrator.post(f"/v1/webhooks/{name}/secret", json={"overlap_hours": 1}).json()["secret"]
    assert other != added.json()["secret"]
    assert administrator.get(f"/v1/webhooks/{name}/dead-letters").json()["items"] == []
    missing = administrator.post(f"/v1/webhooks/{name}/dead-letters/skip", json={"position": 1})
    assert (missing.status_code, missing.json()["code"]) == (404, "DEAD_LETTER_UNKNOWN")
    assert administrator.post(f"/v1/webhooks/{name}/dead-letters/replay").status_code == 200
    metrics = administrator.get("/metrics").text
    assert f'merit_webhook_dead{{subscriber="{name}"}} 0.0' in metrics
    everything = administrator.get("/v1/webhooks").text + metrics
    assert "whsec_" not in everything
    assert administrator.delete(f"/v1/webhooks/{name}").status_code == 200
    assert administrator.post(f"/v1/webhooks/{name}/pause").json()["code"] == "SUBSCRIBER_UNKNOWN"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "https://lin:secret@example.com/"}, "WEBHOOK_URL_REFUSED"),
        ({"url": "https://169.254.169.254/"}, "WEBHOOK_URL_REFUSED"),
        ({"url": "ftp://example.com/"}, "WEBHOOK_URL_REFUSED"),
        ({"types": ["PointsEarned"]}, "TYPE_NOT_HANDED_OVER"),
        ({"types": ["Nonsense"]}, "TYPE_NOT_HANDED_OVER"),
        ({"after": 2**62}, "POSITION_NOT_REACHED"),
        ({"after": -1}, "REQUEST_INVALID"),
        ({"subscriber": "Two Words"}, "REQUEST_INVALID"),
        ({"tags": ["colour:red"]}, "REQUEST_INVALID"),
        ({"secret": "whsec_mine"}, "REQUEST_INVALID"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused(
    administrator: httpx.Client, change: dict[str, Any], code: str
) -> None:
    body = {"subscriber": "refused", "url": "https://hr.example.com/", **change}
    refused = administrator.post("/v1/webhooks", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert "secret@" not in refused.text
    assert refused.json()["detail_zh"]


def test_whether_receivers_answer_is_no_part_of_being_ready(administrator: httpx.Client) -> None:
    assert "webhook" not in administrator.get("/ready").text
