"""Why a figure is what it is: one term for each entry that moved it, which add up to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, json
from psycopg import Connection

from ledger.policy import DEFAULT_POLICY
from ledger.policy.layers import SEPARATOR, Stated
from projections import bookmarks, journal, policies
from projections.account.proofs import Proof, proofs
from projections.account.statement import ENTRIES_MAX, Ask, Line, lines
from projections.account.words import OVERDRAWN, term

State = Literal["pending", "active", "held", "spent", "expired", "reversed", "paid_out", "debt"]

# The number of the policy that decided, by what the points were for, or by what took them.
RULES = {
    "learning": "learner.points_per_credit",
    "teaching": "trainer.points_per_taught_hour",
    "rating": "trainer.well_rated_points",
    "PointsActivated": "points.activate_after_days",
    "PointsExpired": "points.expire",
    "PointsPaidOut": "leaving.treatment",
}


class Term(Struct, frozen=True):
    """What one entry added to the figure, the figure after it, and the fact, rule and lots that it came from."""

    amount: int
    after: int
    what: str
    what_zh: str
    position: int
    entry: int
    type: str
    effective_at: datetime
    recorded_at: datetime
    session: str | None
    activity: str | None
    reward: str | None
    redemption: str | None
    lot: str | None
    lots: list[tuple[str, int]] | None
    policy_version: str | None
    rule: str | None
    value: int | str | None
    # Of a correction by hand.
    proof: Proof | None


class Explanation(Struct, frozen=True):
    """A person's points in one state, and every term of the sum."""

    employee: str
    state: str
    as_of: datetime | None
    recorded_as_of: datetime | None
    position: int
    points: int
    terms: list[Term]

    def __bytes__(self) -> bytes:
        """Write it as JSON."""
        return json.encode(self)


def explain(connection: Connection[Any], ask: Ask, state: State = "active", limit: int = ENTRIES_MAX) -> Explanation:
    """Explain a figure. Raises `TooLong`."""
    terms: list[Term] = []
    entries, closing = lines(connection, ask, limit)
    documents = policies.documents(connection)
    lasting = {line.lot: line.expires_at for line in entries if line.expires_at}
    proposed = proofs(connection, entries)
    for line in entries:
        if line.kind == "points" and state in (line.from_state, line.to_state):
            rule = _rule(line, lasting.get(line.lot))
            value = _value(rule, line, documents)
            before = terms[-1].after if terms else 0
            terms.append(_term(line, state, before, rule, value, proposed.get(line.position)))
    return Explanation(
        employee=ask.employee,
        state=state,
        as_of=ask.as_of,
        recorded_as_of=ask.recorded_as_of,
        position=bookmarks.read(connection, "live")[journal.NAME].position,
        points=getattr(closing, state),
        terms=terms,
    )


def _term(  # noqa: PLR0913 - a line, and what is known about it
    line: Line, state: str, before: int, rule: str | None, value: int | str | None, proof: Proof | None
) -> Term:
    came = line.to_state == state
    amount = int(line.amount) if came != (state in OVERDRAWN) else -int(line.amount)
    en, zh = term(amount, line.what, line.what_zh, rule, value, line.policy_version)
    return Term(
        amount=amount,
        after=before + amount,
        what=en,
        what_zh=zh,
        position=line.position,
        entry=line.entry,
        type=line.type,
        effective_at=line.effective_at,
        recorded_at=line.recorded_at,
        session=line.session,
        activity=line.activity,
        reward=line.reward,
        redemption=line.redemption,
        lot=line.lot,
        lots=line.lots,
        policy_version=line.policy_version,
        rule=rule,
        value=value,
        proof=proof,
    )


def _rule(line: Line, expires_at: datetime | None) -> str | None:
    """Name the number of the policy that decided."""
    if line.type == "PointsEarned" and line.lot:
        return RULES.get(line.lot.partition("/")[0].partition("#")[0])
    if line.type == "PointsExpired" and (expires_at is None or line.effective_at < expires_at):
        return RULES["PointsPaidOut"]  # before its day a lot lapses only where its owner has left
    return RULES.get(line.type)


def _value(rule: str | None, line: Line, documents: Mapping[str, Stated]) -> int | str | None:
    """Look the number up; of a version that this program does not have it is not known.

    The versions on a fact are those of everybody it was decided with: of a room full of people, it is not known either
    whose a branch's or a position's number is. Who completes a course does so alone.
    """
    names = (line.policy_version or "").split(SEPARATOR)
    if rule is None or any(name not in documents for name in names):
        return None
    part, _, field = rule.partition(".")
    layers = [documents[name].get(part, {}) for name in (DEFAULT_POLICY.version, *names)]
    if any(field in fields for fields in layers[2:]) and "/completion:" not in (line.lot or ""):
        return None
    value = [fields[field] for fields in layers if field in fields][-1]
    return " ".join(map(str, value.values())) if isinstance(value, dict) else value
