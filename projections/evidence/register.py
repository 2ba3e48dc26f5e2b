"""The packages that were ever prepared, and what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ledger.events import EvidenceHandedOver, EvidencePrepared, EvidenceReviewed
from ledger.log.log import Log, Question
from ledger.log.stored import decode


class Registered(NamedTuple):
    """A package, how it was asked for, and what became of it."""

    position: int
    package: str
    as_of_position: int
    employee: str | None
    session: str | None
    case: str | None
    since: datetime | None
    until: datetime | None
    purpose: str
    preparer: str
    prepared_at: datetime
    verdict: str | None
    reviewer: str | None
    note: str | None
    receivers: list[str]


def packages(log: Log, after: int, limit: int) -> list[Registered]:
    """List packages in the order in which they were prepared, behind a position of the log."""
    found = log.about([], [EvidencePrepared.__name__], after, limit)
    prepared = [(fact.position, fact.recorded_at, decode(fact)) for fact in found]
    later = (EvidenceReviewed.__name__, EvidenceHandedOver.__name__)
    questions = [Question(fact.tags[:1], later) for _, _, fact in prepared]
    since: list[list[EvidenceReviewed | EvidenceHandedOver]] = [[] for _ in prepared]
    for number, stored in log.load(questions, log.head()) if questions else ():
        fact = decode(stored)
        if isinstance(fact, EvidenceReviewed | EvidenceHandedOver):
            since[number].append(fact)
    return [
        _registered(position, recorded_at, fact, more)
        for (position, recorded_at, fact), more in zip(prepared, since, strict=True)
        if isinstance(fact, EvidencePrepared)
    ]


def _registered(
    position: int, at: datetime, fact: EvidencePrepared, later: Sequence[EvidenceReviewed | EvidenceHandedOver]
) -> Registered:
    review = next((each for each in later if isinstance(each, EvidenceReviewed)), None)
    return Registered(
        position,
        fact.package,
        fact.position,
        fact.employee,
        fact.session,
        fact.case,
        fact.since,
        fact.until,
        fact.purpose,
        fact.preparer,
        at,
        review.verdict if review else None,
        review.reviewer if review else None,
        review.note if review else None,
        [each.receiver for each in later if isinstance(each, EvidenceHandedOver)],
    )
