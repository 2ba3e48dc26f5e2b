"""Questions of those who look after the ledger: suspicions, and who was told no."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from api.http.questions.question import Listing, Source
from api.http.reading import Connection
from ledger.vocabulary import Id, Moment
from projections import (
    flags,
    refusals,
)
from projections.views import DETECTORS

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]


class Explained(NamedTuple):
    """A detector's finding, and why in two languages."""

    id: str
    rule: str
    rule_version: int
    severity: str
    score: Decimal
    subjects: list[str]
    positions: list[int]
    raised_at: datetime
    params: dict[str, Any]
    why: str
    why_zh: str


def _explained(connection: Connection, **filters: Any) -> Sequence[Explained]:  # noqa: ANN401 - passed on
    return [
        Explained(*flag, why=flag.sentence("en"), why_zh=flag.sentence("zh"))
        for flag in flags.flags(connection, **filters)
    ]


class Flags(Listing):
    """What the detectors found, for people to look at."""

    of = Source(Explained, tuple(detector.NAME for detector in DETECTORS), _explained, ("raised_at", "id"))

    rule: Id | None = None
    severity: Id | None = None
    employee: Id | None = None
    since: Moment | None = None
    until: Moment | None = None


class Refusals(Listing):
    """Who was told no, and with which code."""

    of = Source(refusals.Refusal, ("refusals",), refusals.refusals, ("position",))

    employee: Id | None = None
    code: Code | None = None
