"""Who may call what: every route says so, and means it."""

import re

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from over_http.served import Served
from starlette.responses import Response

from api import tokens
from api.http import create_app, refuse_undeclared, table_of
from api.http.policy import ANYONE, Access, Role, UndeclaredAccess, only
from api.http.routes import Asked, Route
from ledger.log.memory import MemoryLog
from ledger.writing import Ledger

PROGRAM = create_app(Ledger(MemoryLog()), "")
ROUTES = table_of(PROGRAM).routes
MATRIX = [(route, role) for route in ROUTES for role in (None, *Role)]


async def nothing(_: Asked) -> Response:
    return Response()


@pytest.mark.parametrize("allow", [None, "operator", frozenset({Role.OPERATOR}), Access(frozenset())])
def test_a_route_that_does_not_say_who_may_call_it_stops_the_start(allow: object) -> None:
    with pytest.raises(UndeclaredAccess):
        create_app(Ledger(MemoryLog()), "", more=[Route("GET", "/v1/open", nothing, allow)])  # type: ignore[arg-type]


def test_a_route_beside_the_door_stops_the_start() -> None:
    program: FastAPI = create_app(Ledger(MemoryLog()), "")
    program.add_api_route("/v1/open", nothing)
    with pytest.raises(UndeclaredAccess):
        refuse_undeclared(program)


def test_nobody_is_not_somebody() -> None:
    with pytest.raises(UndeclaredAccess):
        only()


def test_what_anyone_may_read_is_little() -> None:
    public = {route.path for route in ROUTES if route.allow is ANYONE}
    pages = {"/health", "/ready", "/v1/openapi.json", "/v1/problems", "/v1/problems/{code}"}
    assert public == {*pages, "/v1/log/checkpoint", "/v1/log/tile/{path...}"}


def test_auditors_and_administrators_change_no_balance() -> None:
    for route in ROUTES:
        if route.path.startswith("/v1/evidence"):
            assert route.allow.roles == {Role.AUDITOR}
        elif route.path.endswith("/recompute"):
            assert route.allow.roles == {Role.OPERATOR}  # it moves credits, so no administrator may
        elif route.path.startswith(("/v1/webhooks", "/v1/policies")) and route.method != "GET":
            assert route.allow.roles == {Role.ADMINISTRATOR}
        elif route.method != "GET":
            assert not route.allow.roles & {Role.AUDITOR, Role.ADMINISTRATOR}, route.path


def test_administrators_see_nobodys_balance() -> None:
    seen = {route.path for route in ROUTES if Role.ADMINISTRATOR in route.allow.roles}
    rules = {"/v1/members/{employee}/policy", "/metrics"}
    assert {path for path in seen if not path.startswith(("/v1/webhooks", "/v1/policies"))} == rules


def test_other_systems_read_what_may_leave_and_nothing_else() -> None:
    seen = {(route.method, route.path) for route in ROUTES if Role.INTEGRATION in route.allow.roles}
    assert seen == {("GET", "/v1/feed"), ("GET", "/v1/exports/paid-leave")}


def test_the_roles_are_those_that_tokens_have() -> None:
    assert set(tokens.ROLES) == {role.value for role in Role}


@pytest.mark.parametrize(("route", "role"), MATRIX, ids=lambda one: one.path if isinstance(one, Route) else str(one))
def test_only_declared_roles_get_past_the_door(served: Served, route: Route, role: Role | None) -> None:
    address = re.sub(r"\{\w+\}", "nobody", route.path)
    with served.client(role) as client:
        status = client.request(route.method, address).status_code
    if route.allow.public:
        assert status not in {401, 403}
    elif role is None:
        assert status == 401
    elif role in route.allow.roles:
        assert status not in {401, 403}
    else:
        assert status == 403


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer merit_" + "A" * 43, "Bearer merit_\xe9"]
)
def test_what_is_no_token_opens_nothing(served: Served, authorization: str) -> None:
    with served.client(None) as client:
        refused = client.get("/v1/rewards", headers=[(b"Authorization", authorization.encode("latin-1"))])
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert refused.json()["code"] in {"TOKEN_UNKNOWN", "TOKEN_MISSING"}


def test_a_revoked_token_stops_working_within_seconds(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.http.bearers.REMEMBERED_SECONDS", -1.0)
    with psycopg.connect(served.url, autocommit=True) as owner:
        _, secret = tokens.create(owner, "short-lived", ["operator"])
        bearer = {"Authorization": f"Bearer {secret}"}
        with served.client(None) as client:
            assert client.get("/v1/rewards", headers=bearer).status_code == 200
            tokens.revoke(owner, "short-lived")
            assert client.get("/v1/rewards", headers=bearer).status_code == 401


def test_an_application_that_speaks_for_one_person_names_no_other(
    employee: httpx.Client, rich: str, reward: str
) -> None:
    for_rich = {"Merit-On-Behalf-Of": rich}
    body = {"employee": rich, "reward": reward}
    assert employee.post("/v1/redemptions", json=body, headers=for_rich).status_code == 201
    assert employee.get(f"/v1/accounts/{rich}/balance", headers=for_rich).status_code == 200
    for_other = {"Merit-On-Behalf-Of": "somebody-else"}
    refused = employee.post("/v1/redemptions", json=body, headers=for_other)
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_THIS_PERSON")
    assert employee.get(f"/v1/accounts/{rich}/balance", headers=for_other).status_code == 403


def test_a_person_is_named_once(employee: httpx.Client, rich: str) -> None:
    """A gateway adds the person it knows; what its caller wrote before must not count instead."""
    name = "Merit-On-Behalf-Of"
    for said in ([(name, rich), (name, "somebody-else")], [(name, rich), (name, rich)]):
        refused = employee.get(f"/v1/accounts/{rich}/balance", headers=said)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "SAID_TWICE")


def test_facts_say_who_acted_and_for_whom(
    employee: httpx.Client, auditor: httpx.Client, rich: str, reward: str
) -> None:
    body = {"employee": rich, "reward": reward}
    done = employee.post("/v1/redemptions", json=body, headers={"Merit-On-Behalf-Of": rich}).json()
    fact = auditor.get(f"/v1/audit/events/{done['position']}").json()["item"]
    assert (fact["actor"], fact["on_behalf_of"]) == ("employee-program", rich)
    assert fact["data"]["reward"] == reward


def test_a_person_is_an_id(operator: httpx.Client) -> None:
    # The second reads like zhou, and is nobody.
    for said in (b"two words", "zhou\u200b".encode()):
        refused = operator.get("/v1/rewards", headers={b"Merit-On-Behalf-Of": said})
        assert refused.status_code == 422
