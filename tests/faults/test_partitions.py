"""Processes that cannot hear each other, and nobody tells them: an answer comes in time, and all goes on after."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from faults import web
from faults.proxy import Fault, Proxy
from faults.scene import points, rewards, set_up
from faults.sealed import until
from faults.web import Api

from projections.connecting import connected
from projections.follow import catch_up

ANSWERED_WITHIN_SECONDS = 15
GOES_ON_WITHIN_SECONDS = 10
AT_ONCE = 12
# What an idle server's pools keep or drop is no leak.
THREADS_BESIDE = 8


@pytest.fixture
def proxy(ledger_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    # Of a short name: the path of a Unix socket has at most 107 characters.
    with Proxy(ledger_database, tmp_path_factory.mktemp("p")) as proxy:
        yield proxy


def threads_of(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def test_an_api_that_cannot_hear_its_database_says_so_in_time_and_goes_on_after(
    proxy: Proxy, ledger_database: str, tmp_path: Path
) -> None:
    set_up(ledger_database, [*rewards(["leave"], stock=9), *points(["lin"], 9)])
    with connected(ledger_database) as follower:
        catch_up(follower)
    api, secret = Api(proxy.url, tmp_path / "api.log"), web.token(ledger_database)
    with (
        api.gone(),
        httpx.Client(
            base_url=api.address, headers={"Authorization": f"Bearer {secret}"}, timeout=60, limits=web.MANY
        ) as client,
        ThreadPoolExecutor(3 * AT_ONCE) as callers,
    ):
        api.wait_until_ready()
        questions: list[Callable[[], httpx.Response]] = [
            lambda: client.post("/v1/redemptions", json={"employee": "lin", "reward": "leave"}),
            lambda: client.get("/v1/rewards"),
            lambda: client.get("/v1/audit/events"),
        ]
        assert [ask().status_code for ask in questions] == [HTTPStatus.CREATED, HTTPStatus.OK, HTTPStatus.OK]
        threads = threads_of(api.process.pid)
        proxy.fault = Fault.BLACKHOLE
        begun = time.monotonic()
        for answer in callers.map(lambda ask: ask(), questions * AT_ONCE):
            print(time.monotonic() - begun, answer.status_code, answer.json()["code"], answer.elapsed)
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert answer.elapsed.total_seconds() < ANSWERED_WITHIN_SECONDS
        proxy.fault = Fault.NONE
        for ask in questions:
            until(lambda: ask().is_success, GOES_ON_WITHIN_SECONDS)  # noqa: B023 - waited for in this round
        assert threads_of(api.process.pid) <= threads + THREADS_BESIDE
