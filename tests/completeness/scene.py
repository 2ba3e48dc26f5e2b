"""A random company with a sealed log: what its database, its tiles and its naive bookkeeper say."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection
from sealing.scene import KEY
from signing import KEY as WRITING
from signing import WRITER
from views.appending import append
from views.history import History

from ledger import events as e
from ledger import periods
from ledger.log.postgres import PostgresLog
from ledger.log.stored import decode
from ledger.periods import Period
from ledger.policy import DEFAULT_POLICY
from projections.audit import signed
from projections.audit.sealer import Sealer
from projections.audit.store import TileStore

VKEY = str(KEY.verifier)
ZONE = DEFAULT_POLICY.time_zone
# Histories begin in January 2025 and last some days; a "year" that ends among them has facts on both sides.
YEAR = periods.year("2025", ZONE)


class Company(NamedTuple):
    """A ledger, and the folder of its sealed log."""

    url: str
    log: Connection
    store: TileStore

    def record(self, seed: int, count: int, people: int = 12) -> None:
        """Append the first facts of a history."""
        facts = list(islice(told(seed, people), count))
        for start in range(0, len(facts), 500):
            append(self.log, facts[start : start + 500])

    def seal(self) -> None:
        """Have everything sealed."""
        with signed.connected(self.url) as connection:
            Sealer(connection, self.store, KEY, writers=[WRITING.verifier]).seal(signed.durable_head(connection))

    def facts(self) -> list[tuple[int, e.Event]]:
        """Read the log with its positions."""
        log = PostgresLog.open(self.url, writer=WRITER)
        try:
            return [(fact.position, decode(fact)) for fact in log.between(1, log.head())]
        finally:
            log.close()

    def tamper(self, statement: str) -> None:
        """Do as a superuser, triggers off, what no role of the program may."""
        with psycopg.connect(self.url, options="-c session_replication_role=replica") as superuser:
            superuser.execute(statement.encode())

    @property
    def options(self) -> list[str]:
        return ["--tiles", str(self.store.folder), "--key", VKEY, "--lang", "en"]


def told(seed: int, people: int) -> Iterator[e.Event]:
    """Leave out what a history makes the log say of itself: here the log says it in earnest."""
    own = (e.ControlTotalsRecorded, e.PeriodSealed, e.ViewDigestsRecorded)
    books = (
        e.ClosingBegun,
        e.PeriodReopened,
        e.PeriodClosed,
        e.CarryOverAdvanced,
        e.CreditsCarried,
        e.CarryOverFinished,
    )
    return (fact for fact in History(seed, people=people, attendees=6).facts() if not isinstance(fact, own + books))


def bookkept(facts: Sequence[tuple[int, e.Event]], period: Period) -> dict[str, dict[str, Any]]:
    """Add up everybody's year as slowly and plainly as can be: what was had at its beginning, and at its end."""
    category = {f.course: f.category for _, f in facts if isinstance(f, e.CourseListed | e.CourseRevised)}
    books: dict[str, dict[str, Any]] = {}
    for who in {f.employee for _, f in facts if hasattr(f, "employee") and f.employee and f.effective_at < period.ends}:
        mine = [f for _, f in facts if getattr(f, "employee", None) == who and f.effective_at < period.ends]
        before = [f for f in mine if f.effective_at < period.begins]
        within = [f for f in mine if f.effective_at >= period.begins]
        credits_: dict[str, Decimal] = defaultdict(Decimal)
        for f in within:
            if isinstance(f, e.CreditsAwarded):
                credits_[category.get(f.course, "unlisted")] += f.credits
            if isinstance(f, e.CreditsReversed):
                credits_[category.get(f.course, "unlisted")] -= f.credits
        books[who] = {
            "credits": dict(credits_),
            "facts": len(within),
            "positions": [p for p, f in facts if f in within and getattr(f, "employee", None) == who],
            "points": {"opening": _had(before), "closing": _had(mine), **_flows(within)},
        }
    return books


def _had(facts: Sequence[e.Event]) -> int:
    """What was earned, less what is gone; a lot's reversal takes back what had not expired."""
    flows = _flows(facts)
    return flows["earned"] - flows["spent"] - flows["expired"] - flows["reversed"]


def _flows(facts: Sequence[e.Event]) -> dict[str, int]:
    flows = dict.fromkeys(("earned", "spent", "expired", "reversed"), 0)
    for f in facts:
        if isinstance(f, e.PointsEarned | e.DebtWaived):
            flows["earned"] += f.points
        elif isinstance(f, e.PointsPaidOut):
            flows["spent"] += f.points
        elif isinstance(f, e.PointsDeducted):
            flows["reversed"] += f.points
        elif isinstance(f, e.RedemptionFulfilled):
            flows["spent"] += f.price
        elif isinstance(f, e.RedemptionRefunded):
            flows["spent"] -= f.price
        elif isinstance(f, e.PointsExpired):
            flows["expired"] += f.points
        elif isinstance(f, e.PointsReversed):
            flows["reversed"] += f.points
            flows["expired"] -= f.points - f.taken - f.debt - f.pending
    return flows


def middle(facts: Sequence[tuple[int, e.Event]]) -> datetime:
    """A moment with as much before it as after it."""
    return sorted(fact.effective_at for _, fact in facts)[len(facts) // 2]


def company(url: str, folder: Path) -> Iterator[Company]:
    """Open a ledger without facts."""
    with psycopg.connect(url, autocommit=True) as log:
        yield Company(url, log, TileStore(folder / "tiles"))
