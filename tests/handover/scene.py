"""Facts to hand over, and the sender's turns taken by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
from handover.receiving import eventually
from signing import WRITER

from api import subscribers
from api.subscribers import Subscription
from ledger.log.connections import ROLE
from ledger.log.log import Appended, Batch, Entry, Request
from ledger.log.postgres import PostgresLog
from projections.connecting import opened
from projections.handover.addresses import Rules
from projections.handover.delivering import Delivery
from projections.handover.process import SETTINGS
from projections.handover.retrying import Patience

HERE = Rules(plain=True, private=True)
SOON = Patience(first=0.01, longest=0.05, attempts=4)
NEWEST = 2**63 - 1


class Scene:
    """One ledger; `office` is the API's own connection."""

    def __init__(
        self, url: str, log: PostgresLog, office: psycopg.Connection[Any], sending: psycopg.Connection[Any]
    ) -> None:
        self.url, self.log, self.office, self._sending = url, log, office, sending
        self._deliveries: dict[str, Delivery] = {}

    @classmethod
    @contextmanager
    def of(cls, url: str) -> Iterator[Scene]:
        with (
            closing(PostgresLog.open(url, writer=WRITER)) as log,
            psycopg.connect(url, autocommit=True, options=f"-c role={ROLE}") as office,
            opened(url, "merit deliver", SETTINGS) as sending,
        ):
            scene = cls(url, log, office, sending)
            yield scene
            for delivery in scene._deliveries.values():
                delivery.close()

    def append(self, *facts: tuple[str, dict[str, Any]]) -> int:
        """Append facts of these types and data; give the first position."""
        now = datetime.now(UTC)
        entries = [
            Entry(
                kind,
                1,
                json.dumps(data),
                tuple(f"{name}:{data[name]}" for name in ("employee", "reward", "redemption") if name in data),
                now,
                1,
            )
            for kind, data in facts
        ]
        done = self.log.record(Batch(NEWEST, (), entries, [Request("spec", uuid4().hex, None)]))
        assert isinstance(done, Appended)
        return done.first

    def redeem(self, *employees: str, reward: str = "MUG") -> int:
        """Let each of them redeem."""
        return self.append(*[("RedemptionRequested", redemption(one, reward)) for one in employees])

    def subscribe(self, port: int, name: str = "payroll", **filters: Any) -> str:
        """Subscribe a receiver of this machine to all there is, and give its secret."""
        asked = Subscription(subscriber=name, url=f"http://127.0.0.1:{port}/hook", **{"after": 0, **filters})
        return subscribers.add(self.office, asked, HERE)

    def turn(self, name: str = "payroll", patience: Patience = SOON) -> bool | None:
        """Take one turn of the sender."""
        if name not in self._deliveries:
            self._deliveries[name] = Delivery(self._sending, name, HERE, patience)
        return self._deliveries[name].turn()

    def deliver(self, name: str = "payroll") -> None:
        """Take turns until there is nothing to do at once."""
        while self.turn(name):
            pass

    def until(self, true: Callable[[], object]) -> None:
        """Take turns until it is so."""

        def one_more() -> object:
            self.turn()
            return true()

        eventually(one_more, 40)

    def known(self, name: str = "payroll") -> subscribers.Subscriber:
        return subscribers.known(self.office, name)

    def other_owner(self) -> psycopg.Connection[Any]:
        """Connect as somebody who may change anything of the office."""
        return psycopg.connect(self.url, autocommit=True)

    def undelivered(self) -> Sequence[tuple[Any, ...]]:
        """What stands behind the bookmark, in order."""
        return self.office.execute(
            "select position, state, attempts, status from office.undelivered order by position"
        ).fetchall()


def redemption(employee: str, reward: str = "MUG") -> dict[str, Any]:
    lots = [["learning/session:S-1", 35]]
    return {"redemption": uuid4().hex, "employee": employee, "reward": reward, "price": 35, "lots": lots}
