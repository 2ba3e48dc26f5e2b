"""Any bytes on any route: a problem document, never a 5xx, never half a change."""

import json
import re
import socket
import time
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from over_http.served import Served

from api.http import create_app, table_of
from api.http.routes import Route
from ledger.log.memory import MemoryLog
from ledger.writing import Ledger

ROUTES = table_of(create_app(Ledger(MemoryLog()), "")).routes
JSON = {"Content-Type": "application/json"}
GOOD = {"reward": "r", "title": "t", "kind": "goods", "price": 1, "stock": 1}


def said(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


BODIES: list[tuple[bytes, int, str]] = [
    (b"", 422, "REQUEST_INVALID"),
    (b"\x00", 400, "JSON_INVALID"),
    (b"\xff\xfe{\x00}\x00", 400, "JSON_INVALID"),
    (b"\xef\xbb\xbf{}", 400, "JSON_INVALID"),
    (b"{", 400, "JSON_INVALID"),
    (b'{"reward":"\x00"}', 400, "JSON_INVALID"),
    (b'{"reward":"\xc3\x28"}', 400, "JSON_INVALID"),
    (b'{"reward":"a","reward":"b"}', 400, "JSON_KEY_REPEATED"),
    (b'{"a":{"b":1,"b":2}}', 400, "JSON_KEY_REPEATED"),
    (b'{"price":NaN}', 400, "JSON_NUMBER_INVALID"),
    (b'{"price":-Infinity}', 400, "JSON_NUMBER_INVALID"),
    (b'{"price":' + b"9" * 5000 + b"}", 400, "JSON_NUMBER_INVALID"),
    (b"[" * 30_000, 400, "JSON_TOO_DEEP"),
    (b'{"a":' * 33 + b"1" + b"}" * 33, 400, "JSON_TOO_DEEP"),
    (b"[]", 422, "REQUEST_INVALID"),
    (b"null", 422, "REQUEST_INVALID"),
    (b'"text"', 422, "REQUEST_INVALID"),
    (said(reward="a\u0000b"), 422, "REQUEST_INVALID"),
    (said(title="a\u0000b"), 422, "REQUEST_INVALID"),
    (said(title="\ud800"), 422, "REQUEST_INVALID"),
    (said(title="Mug \u202egum"), 422, "REQUEST_INVALID"),
    *((said(reward=f"R{unseen}1"), 422, "REQUEST_INVALID") for unseen in "\u00ad\u200b\u200f\u202e\u2060\u2069\ufeff"),
    (said(reward="x" * 251), 422, "REQUEST_INVALID"),
    (said(price=2**63), 422, "REQUEST_INVALID"),
    (said(price="1"), 422, "REQUEST_INVALID"),
    (said(price=1.5), 422, "REQUEST_INVALID"),
    (said(price=True), 422, "REQUEST_INVALID"),
    (said(price=0), 422, "REQUEST_INVALID"),
    (said(stock=None), 422, "REQUEST_INVALID"),
    (said(**{"\u0000" * 100: 1}), 422, "REQUEST_INVALID"),
    (b" " * (64 * 1024) + said(), 413, "BODY_TOO_LARGE"),
]


@pytest.mark.parametrize(("body", "status", "code"), BODIES, ids=range(len(BODIES)))
def test_a_bad_body_is_a_problem_and_changes_nothing(
    served: Served, operator: httpx.Client, body: bytes, status: int, code: str
) -> None:
    before = served.ledger.log.head()
    refused = operator.post("/v1/rewards", content=body, headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"
    assert b"\\u0000" not in refused.content
    assert len(refused.content) < 2_000
    assert served.ledger.log.head() == before


@pytest.mark.parametrize(
    "moment",
    [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-03-02",
        "2026-03-02T09:00:00",
        "2026-02-30T09:00:00Z",
        "1772413200",
        1772413200,
        "now",
        "",
    ],
)
def test_a_moment_is_a_real_one_with_its_zone(operator: httpx.Client, moment: object) -> None:
    body = {"session": "s", "course": "c", "branch": "b", "starts_at": moment, "ends_at": "2026-03-02T10:00:00Z"}
    refused = operator.post("/v1/sessions", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "REQUEST_INVALID")
    asked = operator.get("/v1/sessions", params={"since": str(moment)})
    assert asked.status_code == 422


def test_a_body_without_its_length_is_cut_off_too(operator: httpx.Client) -> None:
    def pieces() -> Any:
        for _ in range(70):
            yield b" " * 1024

    refused = operator.post("/v1/rewards", content=pieces(), headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", "", "garbage;;="]
)
def test_a_body_is_json(operator: httpx.Client, kind: str) -> None:
    refused = operator.post("/v1/rewards", content=said(), headers={"Content-Type": kind})
    assert (refused.status_code, refused.json()["code"]) == (415, "MEDIA_TYPE_UNSUPPORTED")


def test_json_may_say_its_charset(operator: httpx.Client) -> None:
    headers = {"Content-Type": 'application/json; charset="UTF-8"'}
    assert operator.post("/v1/rewards?dry_run=true", content=said(), headers=headers).status_code == 200


def test_an_answer_that_is_not_wanted_is_406(operator: httpx.Client) -> None:
    for accept, status in [("text/html", 406), ("application/json;q=0", 406), ("text/html, application/*;q=0.1", 200)]:
        assert operator.get("/v1/rewards", headers={"Accept": accept}).status_code == status


def test_other_methods_and_addresses_are_named(operator: httpx.Client) -> None:
    refused = operator.delete("/v1/rewards")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST")
    for nowhere in ("/", "/v1", "/v1/nothing", "/v1/rewards/", "/v1//rewards", "/v1/rewards/%FF", "/%00"):
        assert operator.get(nowhere).json()["code"] == "ROUTE_UNKNOWN"


@pytest.mark.parametrize(
    "query",
    [
        *("?colour=red", "?reward=a", "?limit=0", "?limit=201", "?limit=x", "?limit=5&limit=6", "?limit=5.0"),
        *("?cursor=AAAA", "?cursor=%00", "?kind=%00", "?available=yes", "?min_position=-1"),
        *("?min_position=99999999999999999999", "?min_position=9223372036854775807"),
    ],
)
def test_a_parameter_is_known_and_in_its_limits(operator: httpx.Client, query: str) -> None:
    refused = operator.get("/v1/rewards" + query)
    assert refused.status_code == 422, refused.text


@pytest.mark.parametrize("query", ["?dry_run=1", "?dry_run=true&dry_run=true", "?dryrun=true", "?dry_run"])
def test_a_misspelt_dry_run_is_no_command(served: Served, operator: httpx.Client, query: str) -> None:
    before = served.ledger.log.head()
    assert operator.post("/v1/rewards" + query, json=GOOD).status_code == 422
    assert served.ledger.log.head() == before


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "\u00e9"])
def test_a_key_is_visible_ascii(operator: httpx.Client, key: str) -> None:
    headers: Any = {"Idempotency-Key": key.encode("latin-1")}
    assert operator.post("/v1/rewards", json=GOOD, headers=headers).status_code == 422


def test_an_id_of_the_address_is_not_said_again(operator: httpx.Client) -> None:
    refused = operator.post("/v1/rewards/mug/restock", json={"reward": "mug", "units": 1})
    assert refused.json()["errors"][0]["code"] == "SAID_TWICE"


def test_an_id_may_hold_a_slash(operator: httpx.Client, new: Any) -> None:
    name = f"https://lms.example/{new('R')}?x=1"
    assert operator.post("/v1/rewards", json={**GOOD, "reward": name}).status_code == 201
    address = "/v1/rewards/" + name.replace("/", "%2F").replace("?", "%3F")
    done = operator.post(address + "/restock", json={"units": 5}, headers={"Prefer": "wait=5"})
    assert done.json()["facts"][0]["reward"] == name
    assert operator.get(address).json()["item"]["left"] == 6


@settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=300), query=st.binary(max_size=40), data=st.data())
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_any_bytes_are_answered(
    master: httpx.Client, route: Route, body: bytes, query: bytes, data: st.DataObject
) -> None:
    ids = st.binary(min_size=1, max_size=20).map(lambda raw: "".join(f"%{byte:02X}" for byte in raw))
    address = re.sub(r"\{\w+\}", lambda _: data.draw(ids), route.path)
    target = f"{address}?{''.join(f'%{byte:02X}' for byte in query)}" if query else address
    assert master.request(route.method, target, content=body, headers=JSON).status_code < 500


def hung_up_on(wire: socket.socket) -> bytes:
    """What came until the server closed the connection."""
    answer = b""
    try:
        while piece := wire.recv(65536):
            answer += piece
    except ConnectionResetError:
        pass
    return answer


@pytest.mark.parametrize("said", [b"", b"GET /health HTTP/1.1\r\nX: ", b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n\r\n"])
def test_who_never_finishes_asking_is_hung_up_on(served: Served, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.http.patience.HEAD_SECONDS", 0.3)
    with socket.create_connection(served.address, timeout=10) as wire:
        wire.sendall(said)
        time.sleep(0.1)
        # More of nothing is no sign of life.
        wire.sendall(b"\r\n" if said.endswith(b"\n") else b"a" * bool(said))
        hung_up_on(wire)


def test_a_request_that_takes_long_to_answer_is_not_hung_up_on(
    served: Served, operator: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.patience.HEAD_SECONDS", 0.2)
    head = b"POST /v1/rewards HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    with socket.create_connection(served.address, timeout=10) as wire:
        wire.sendall(head + f"Authorization: {operator.headers['authorization']}\r\n\r\n{{".encode())
        time.sleep(0.6)
        wire.sendall(b"}")
        assert wire.recv(65536).startswith(b"HTTP/1.1 422")


def test_a_large_body_in_pieces_is_no_head(operator: httpx.Client) -> None:
    body = said(title="x" * 100) + b" " * 60_000
    for _ in range(20):
        assert operator.post("/v1/rewards?dry_run=true", content=body, headers=JSON).json()["dry_run"]


def test_a_head_has_an_end(served: Served) -> None:
    with socket.create_connection(served.address, timeout=10) as wire:
        try:
            wire.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
            for _ in range(1000):
                wire.sendall(b"X: " + b"a" * 10_000 + b"\r\n")
        except (ConnectionResetError, BrokenPipeError):
            pass
        else:
            assert hung_up_on(wire).startswith(b"HTTP/1.1 400")


RAW = [
    b"GET /v1/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/rewards?\xff=\x80 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/rewards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
    b"GET /v1/rewards HTTP/1.1\r\nHost: x\r\nMerit-On-Behalf-Of: \xff\r\n\r\n",
    b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/rewards HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/rewards HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"\x00\x01\x02\x03\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
]


@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_raw_bytes_on_the_wire_are_answered_or_hung_up_on(served: Served, raw: bytes) -> None:
    with socket.create_connection(served.address, timeout=10) as wire:
        wire.sendall(raw)
        wire.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    status = re.match(rb"HTTP/1\.1 (\d)", answer)
    assert status is None or status[1] == b"4", answer[:300]
