"""The transcript: every award and reversal of a person, as `projections.compliance` explains it, with its course."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs
from psycopg import Connection

from projections.compliance.explaining import CreditTerm, credit_terms
from projections.growth.periods import Lived

TITLES = "select course, title from view_courses.courses where course = any(%s)"


class TranscriptLine(CreditTerm, frozen=True):
    """An award with the reversal that took it back, or a reversal with the award that it took back."""

    period: str
    title: str | None
    reversed_by: int | None
    reverses: int | None


def transcript(connection: Connection[Any], periods: Sequence[Lived]) -> list[TranscriptLine]:
    """Tell everything that a person was awarded, period by period, in the order in which it happened."""
    terms = [
        (stands.period.name, term)
        for company, person, stands in periods
        for term in credit_terms(connection, company, person.employee, stands)
    ]
    titles = dict(connection.execute(TITLES, [[term.course for _, term in terms]]).fetchall())
    reverses = _pairs([term for _, term in terms])
    reversed_by = {award: reversal for reversal, award in reverses.items()}
    return [
        TranscriptLine(
            **structs.asdict(term),
            period=period,
            title=titles.get(term.course),
            reversed_by=reversed_by.get(term.position),
            reverses=reverses.get(term.position),
        )
        for period, term in terms
    ]


def _pairs(terms: Sequence[CreditTerm]) -> Mapping[int, int]:
    """Give the award that each reversal takes back: the newest of the activity before it."""
    newest: dict[tuple[str, str], int] = {}
    found: dict[int, int] = {}
    for term in sorted(terms, key=lambda term: term.position):
        activity = (term.course, term.activity)
        if term.type == "CreditsAwarded":
            newest[activity] = term.position
        elif activity in newest:
            found[term.position] = newest.pop(activity)
    return found
