"""Redeeming over HTTP, and the same server only parsing: a live server and its callers, each in a process."""

import json
from dataclasses import dataclass
from random import Random
from uuid import UUID

import psycopg

from api import tokens
from benchmarks.children import answer_of, child
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.ours.callers_over_http import Answers, Plan, call
from benchmarks.ours.company import employee, reward, stock, wrong_by
from benchmarks.ours.http_server import Served, serve
from benchmarks.workload import EMPLOYEES

# Requests are written beforehand, because writing them is no work of the server: more than it answers in time.
REQUESTS_A_SECOND = 12_000


@dataclass(frozen=True)
class OverHttp:
    """So many keep-alive connections, one request at a time on each."""

    name: str
    path: str
    rewards: int
    records: bool

    def setup(self, database: str, _scale: float) -> None:
        """Give every employee points and every reward stock."""
        stock(database, self.rewards)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Serve and call; afterwards count what was recorded."""
        secret = token(database, "employee")
        with child(serve, Served(database)) as server:
            port: int = answer_of(server)
            amount = 2 * callers + round(REQUESTS_A_SECOND * (effort.warm_up + effort.seconds))
            plan = Plan(port, callers, effort.warm_up, effort.seconds, self._requests(secret, amount))
            with child(call, plan) as client:
                answers: Answers = answer_of(client)
            server.send("stop")
        errors = answers.errors + wrong_by(database, answers.done if self.records else 0)
        return result_of(answers.latencies, effort.seconds, answers.in_time, errors)

    def _requests(self, secret: str, amount: int) -> list[bytes]:
        chance = Random(amount)
        return [self._request(secret, chance) for _ in range(amount)]

    def _request(self, secret: str, chance: Random) -> bytes:
        person = employee(chance.randrange(EMPLOYEES))
        body = json.dumps({"employee": person, "reward": reward(chance.randrange(self.rewards))})
        lines = (
            f"POST {self.path} HTTP/1.1",
            "host: merit",
            f"authorization: Bearer {secret}",
            f"merit-on-behalf-of: {person}",
            f"idempotency-key: {UUID(int=chance.getrandbits(128))}",
            "content-type: application/json",
            f"content-length: {len(body)}",
        )
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def token(database: str, role: str) -> str:
    """Make a token for callers of this role."""
    with psycopg.connect(database, autocommit=True) as owner:
        return tokens.create(owner, "shop", [role])[1]
