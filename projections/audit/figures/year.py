"""One person's year, as a leaf of a period's tree: figures, and which facts they follow from.

The leaf is canonical JSON, hashed as RFC 6962 hashes leaves. Its salt, 32 random bytes, keeps others from trying
figures until they meet the hash; forgotten, nobody can ever connect the hash with a person again.

    {"credits":{"in_service":"162.00"},"employee":"E-1","facts":17,"period":"2026","points":{"closing":40,"earned":90,
     "expired":10,"opening":0,"reversed":0,"spent":40},"positions_sha256":"9f86...","salt":"51c2...","standing":
     {"carried_in":"0.00","carried_out":"12.00","counted":"162.00","earned":"162.00","missing":"0.00","owed":"150.00"},
     "year":2}

(broken into lines here). Credits are by the category that each course had when the period was sealed. What a person has
in points is pending, active and held less what is owed; a debt that is waived is earned, and what is paid out in money
is spent. A fact is of the year in which it happened, if it was recorded before that was closed, and otherwise of the
first that was still open: so a year opens with what the one before closed with. `standing` is empty for who owes and
has nothing. Older seals have no `standing`, and leave out what was recorded too late for its year; their `year` is 1.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from projections.audit.figures.data import canonical, credits_, members, text, whole
from projections.audit.figures.movements import Leg, legs
from projections.audit.tlog.invalid import Invalid

FORMAT = 2
BEFORE = 1  # a year without a standing
STANDING = ("owed", "earned", "carried_in", "counted", "missing", "carried_out")
SALT_SIZE = 32
UNLISTED = "unlisted"  # no course in the catalogue
LISTINGS = ("CourseListed", "CourseRevised")
HAD = ("pending", "active", "held", "debt")
FLOWS = ("earned", "spent", "expired", "reversed")
POINTS = ("opening", *FLOWS, "closing")
_FLOW = {
    "issuer": "earned",
    "spent": "spent",
    "paid_out": "spent",
    "expired": "expired",
    "reversed": "reversed",
}
_HEX = re.compile(r"[0-9a-f]{64}")


class Dated(NamedTuple):
    """A fact as a year sees it; times are written as in leaves, so that they compare as texts."""

    position: int
    type: str
    version: int
    data: str
    effective_at: str
    employee: str | None


class Year:
    """Adds up one person's facts, given in the order of the log.

    What was recorded after `closed`, where the year before was, is this year's, even if it happened earlier.
    """

    def __init__(self, employee: str, period: str, begins: str, ends: str, closed: int | None = None) -> None:
        self.employee, self.period = employee, period
        self._begins, self._ends, self._closed = begins, ends, closed
        self._points = dict.fromkeys(POINTS, 0)
        self._credits: dict[str, Decimal] = defaultdict(Decimal)  # by course
        self._positions, self._count = sha256(), 0

    def add(self, fact: Dated) -> None:
        """Take in a fact that happened before the year's end."""
        if fact.effective_at >= self._ends:
            return
        late = self._closed is not None and fact.position > self._closed
        within = late or fact.effective_at >= self._begins
        if within:
            self._count += 1
            self._positions.update(b"%d\n" % fact.position)
        for leg in legs(fact.type, fact.version, fact.data):
            if leg.kind == "points":
                self._move(leg, within=within)
            elif within:
                earned = leg.target == "earned"
                self._credits[text(members(fact.data), "course")] += leg.amount if earned else -leg.amount

    def _move(self, leg: Leg, *, within: bool) -> None:
        """What leaves `issuer` is earned; what comes out of another end state is taken back from it."""
        amount = int(leg.amount)
        change = amount * ((leg.target in HAD) - (leg.source in HAD))
        self._points["closing"] += change
        if not within:
            self._points["opening"] += change
            return
        for state, sign in ((leg.source, -1), (leg.target, 1)):
            if flow := _FLOW.get(state):
                self._points[flow] += amount if state == "issuer" else sign * amount

    @property
    def earned(self) -> Decimal:
        """All credits of the year."""
        return sum(self._credits.values(), Decimal(0))

    def leaf(self, salt: bytes, categories: dict[str, str], standing: Mapping[str, str] | None = None) -> bytes:
        """Write it down, and how the person stands, if that is part of it."""
        by_category: dict[str, Decimal] = defaultdict(Decimal)
        for course, amount in self._credits.items():
            by_category[categories.get(course, UNLISTED)] += amount
        return canonical(
            {
                "credits": {category: f"{amount:.2f}" for category, amount in by_category.items()},
                "employee": self.employee,
                "facts": self._count,
                "period": self.period,
                "points": self._points,
                "positions_sha256": self._positions.hexdigest(),
                "salt": salt.hex(),
                **({"year": BEFORE} if standing is None else {"standing": standing, "year": FORMAT}),
            }
        )


def listed(fact: Dated) -> tuple[str, str]:
    """Give a course and the category that this fact put it in."""
    found = members(fact.data)
    return text(found, "course"), text(found, "category")


def read_year(content: bytes) -> dict[str, Any]:
    """Read a leaf; only what `leaf` writes is taken, and figures that add up."""
    try:
        found = members(content.decode())
    except UnicodeDecodeError:
        raise Invalid("a year is UTF-8") from None
    names = {"credits", "employee", "facts", "period", "points", "positions_sha256", "salt", "year"}
    expected = {BEFORE: names, FORMAT: names | {"standing"}}
    if set(found) != expected.get(whole(found, "year")) or canonical(found) != content:
        raise Invalid("a year can be written in one way only")
    _check_standing(found.get("standing", {}))
    for name in ("positions_sha256", "salt"):
        if not _HEX.fullmatch(text(found, name)):
            raise Invalid(f"a year's {name} is 32 bytes")
    for name in ("employee", "period"):
        text(found, name)
    whole(found, "facts")
    by_category, points = found["credits"], found["points"]
    if not isinstance(by_category, dict) or not isinstance(points, dict) or set(points) != set(POINTS):
        raise Invalid("a year has credits by category, and points")
    for name in by_category:
        credits_(by_category, name)
    moved = {name: whole(points, name) for name in POINTS}
    out = moved["spent"] + moved["expired"] + moved["reversed"]
    if moved["closing"] != moved["opening"] + moved["earned"] - out:
        raise Invalid("what a year opens and closes with is not what was moved between")
    return found


def _check_standing(standing: object) -> None:
    """What is missing or goes on must be what the other figures leave room for."""
    if standing == {}:
        return
    if not isinstance(standing, dict) or set(standing) != set(STANDING):
        raise Invalid("a standing has six figures")
    beyond = credits_(standing, "counted") - credits_(standing, "owed")
    missing, out = credits_(standing, "missing"), credits_(standing, "carried_out")
    if missing < max(-beyond, Decimal(0)) or out < 0 or out > max(beyond, Decimal(0)) or (missing and out):
        raise Invalid("a standing's figures do not follow from each other")
