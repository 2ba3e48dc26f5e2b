"""Processes that cannot hear each other, and nobody tells them: an answer comes in time, and all goes on after."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from faults import web
from faults.network import cable
from faults.proxy import Fault, Proxy
from faults.scene import points, rewards, set_up
from faults.sealed import Sealing, until
from faults.web import Api, Program
from sealing.audited import audit
from sealing.scene import append

from projections.connecting import connected
from projections.follow import catch_up
from projections.views import VIEWS

PATIENCE_SECONDS = 60
ANSWERED_WITHIN_SECONDS = 5
GOES_ON_WITHIN_SECONDS = 10
AT_ONCE = 12
READERS = 100

# Longer than a connection that hears nothing is kept, and long enough for TCP to wait long between its own attempts.
APART_SECONDS = 30
CHECKPOINTS = "select count(*) from ledger.checkpoints"
REACHED = "select min(position), count(*) from office.bookmarks where place = 'live'"


@pytest.fixture
def proxy(ledger_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    # Of a short name: the path of a Unix socket has at most 107 characters.
    with Proxy(ledger_database, tmp_path_factory.mktemp("p")) as proxy:
        yield proxy


def threads_of(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


@pytest.mark.parametrize("rounds", [1, pytest.param(3, marks=pytest.mark.soak)])
def test_an_api_that_cannot_hear_its_database_says_so_in_time_and_goes_on_after(
    rounds: int, proxy: Proxy, ledger_database: str, tmp_path: Path
) -> None:
    set_up(ledger_database, [*rewards(["leave"], stock=99), *points(["lin"], 99)])
    with connected(ledger_database) as follower:
        catch_up(follower)
    api, secret = Api(proxy.url, tmp_path / "api.log"), web.token(ledger_database)
    http = httpx.Client(
        base_url=api.address, headers={"Authorization": f"Bearer {secret}"}, timeout=60, limits=web.MANY
    )
    questions: list[Callable[[], httpx.Response]] = [
        lambda: http.post("/v1/redemptions", json={"employee": "lin", "reward": "leave"}),
        lambda: http.get("/v1/rewards"),
        lambda: http.get("/v1/audit/events"),
    ]
    # More readers than there are connections and threads for them.
    crowd = [*questions * AT_ONCE, *[questions[1]] * READERS]
    threads: list[int] = []
    with api.gone(), http, ThreadPoolExecutor(len(crowd)) as callers:
        api.wait_until_ready()
        assert all(ask().is_success for ask in questions)
        for _ in range(rounds):
            proxy.fault = Fault.BLACKHOLE
            for answer in callers.map(lambda ask: ask(), crowd):
                assert (answer.status_code, answer.json()["code"]) == (503, "LOG_UNREACHABLE")
                assert answer.elapsed.total_seconds() < ANSWERED_WITHIN_SECONDS
            proxy.fault = Fault.NONE
            for ask in questions:
                until(lambda: ask().is_success, GOES_ON_WITHIN_SECONDS)  # noqa: B023 - waited for in this round
            threads.append(threads_of(api.process.pid))
    # A thread for each question at most, and the next time the same ones.
    assert max(threads) <= threads[0] + AT_ONCE // 2 < len(questions) * AT_ONCE + 20


@pytest.mark.soak
def test_a_sealer_and_a_follower_whose_network_is_cut_go_on_soon_after_it_is_mended(
    ledger_database: str, tmp_path: Path
) -> None:
    with cable(ledger_database, f"m{os.getpid()}") as line, psycopg.connect(ledger_database, autocommit=True) as log:

        def reached() -> int:
            position, views = log.execute(REACHED).fetchone() or (0, 0)
            return int(position) if views == len(VIEWS) else 0

        sealer = Sealing(line.url, tmp_path, tmp_path / "tiles", start=line.there)
        follower = Program(line.url, tmp_path / "follower.log", "follow", start=line.there)
        with sealer.gone(), follower.gone():
            append(log, 10)
            until(lambda: (sealer.size(), reached()) == (10, 10), PATIENCE_SECONDS, sealer.said)
            line.cut()
            append(log, 10)
            time.sleep(APART_SECONDS)
            assert (sealer.size(), reached()) == (10, 10)
            (checkpoints,) = log.execute(CHECKPOINTS).fetchone() or (0,)
            line.mend()
            until(lambda: (sealer.size(), reached()) == (20, 20), GOES_ON_WITHIN_SECONDS, sealer.said)
            assert log.execute(CHECKPOINTS).fetchone() == (checkpoints + 1,)
        assert audit(log, sealer.store.folder, sealer.key) == 20
