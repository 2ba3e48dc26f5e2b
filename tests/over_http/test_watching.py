"""Those who keep the program running can ask it how it is, also when its database is away."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from handover.receiving import eventually
from over_http.served import Served, serving
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from api.http.policy import Role
from projections import bookmarks


def test_a_live_program_says_so(served: Served) -> None:
    with served.client(None) as anyone:
        assert anyone.get("/health").json() == {"status": "live"}
        ready = anyone.get("/ready").json()
    assert ready["status"] == "ready"
    assert "balances" in ready["behind"]
    assert ready["parked"] == []


def test_a_parked_suspicion_turns_nobody_away(alone: Served) -> None:
    with psycopg.connect(alone.url, autocommit=True) as owner, alone.client(None) as anyone:
        bookmarks.park(owner, "shared_device", "live", 1, "a fact it cannot take")
        ready = anyone.get("/ready")
    assert (ready.status_code, ready.json()["parked"]) == (200, ["shared_device"])


def test_the_numbers_are_there(served: Served, operator: httpx.Client, reward: str) -> None:
    operator.get("/v1/nothing")
    operator.post("/v1/redemptions", json={"employee": "nobody", "reward": reward})
    with served.client(Role.ADMINISTRATOR) as administrator:
        page = administrator.get("/metrics", headers={"Accept": "text/plain"})
    assert page.headers["content-type"].startswith("text/plain")
    for line in (
        'merit_http_requests_total{method="POST",route="/v1/redemptions",status="409"}',
        'merit_http_seconds_bucket{le="0.1",route="/v1/redemptions"}',
        'merit_refusals_total{code="ROUTE_UNKNOWN"}',
        "merit_commit_requests_bucket",
        "merit_log_head ",
        'merit_view_lag{view="balances"}',
        "merit_warm_models ",
    ):
        assert line in page.text


def test_ids_make_no_series(served: Served, operator: httpx.Client) -> None:
    operator.get("/v1/rewards/secret-name")
    with served.client(Role.ADMINISTRATOR) as administrator:
        assert "secret-name" not in administrator.get("/metrics").text


def test_answers_are_furnished_against_browsers(served: Served) -> None:
    with served.client(None) as anyone:
        headers = anyone.get("/v1/openapi.json").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_there_is_no_page_to_read_it_on_unless_wished_for(served: Served) -> None:
    with served.client(None) as anyone:
        assert anyone.get("/docs").status_code == 404


@pytest.fixture
def alone(ledger_database: str, tmp_path: Path) -> Iterator[Served]:
    with psycopg.connect(ledger_database, autocommit=True) as owner:
        name = str(conninfo_to_dict(ledger_database)["dbname"])
        owner.execute(sql.SQL("grant create, temporary on database {} to merit_follow").format(sql.Identifier(name)))
    with serving(ledger_database, tmp_path) as program:
        yield program


def test_a_database_that_is_away_is_a_503_and_then_forgotten(
    alone: Served, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.bearers.REMEMBERED_SECONDS", 600.0)
    monkeypatch.setattr(vars(alone.ledger.log)["_connections"], "_patience", 0.3)
    monkeypatch.setattr("api.http.reading.POOL_SECONDS", 0.3)
    name = sql.Identifier(str(conninfo_to_dict(alone.url)["dbname"]))
    body = {"reward": "mug", "title": "Mug", "kind": "goods", "price": 1, "stock": 5}
    with alone.client(Role.OPERATOR) as client, psycopg.connect(postgres_url, autocommit=True) as admin:
        assert client.get("/v1/rewards").status_code == 200
        admin.execute(sql.SQL("alter database {} with allow_connections false").format(name))
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
            [conninfo_to_dict(alone.url)["dbname"]],
        )
        refused = {
            address: client.request(method, address, json=body if method == "POST" else None)
            for method, address in [
                *(("GET", "/ready"), ("GET", "/v1/rewards"), ("POST", "/v1/rewards")),
                *(("POST", "/v1/rewards?dry_run=true"), ("POST", "/v1/rewards/mug/restock")),
            ]
        }
        live = client.get("/health").status_code
        admin.execute(sql.SQL("alter database {} with allow_connections true").format(name))
        assert live == 200
        for address, answer in refused.items():
            if "restock" not in address:
                assert answer.status_code == 503, (address, answer.text)
                assert answer.headers["retry-after"]
        back = {"Idempotency-Key": "back"}
        eventually(lambda: client.post("/v1/rewards", json=body, headers=back).status_code in {201, 409})
