"""What the readable forms of a growth file show, so that they show the same."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from projections.compliance.words import OF
from projections.documents import origin
from projections.documents.language import Language, label, sentence
from projections.growth import report_words as words
from projections.growth.file import GrowthFile
from projections.growth.transcript import TranscriptLine

Row = tuple[str | int | Decimal | None, ...]


class Part(NamedTuple):
    """A table: its first row is the heading, its columns are so many millimetres wide."""

    title: str
    rows: Sequence[Row]
    widths: Sequence[int]


def heading(made: GrowthFile, language: Language | None) -> list[tuple[str, str]]:
    """Say whose file this is, of when, and what it was made from."""
    person = f"{made.employee} {made.name or ''}".strip()
    return [(label(words.PERSON, language), person), *origin.heading(made, language)]


def parts(made: GrowthFile, language: Language | None) -> Iterator[Part]:
    """Give every table."""

    def part(
        title: str, names: Sequence[str], rows: Callable[[GrowthFile, Language | None], Iterator[Row]], *widths: int
    ) -> Part:
        headings = tuple(label(name, language) for name in names)
        return Part(label(title, language), [headings, *rows(made, language)], widths)

    yield part(words.CAREER, words.TENURES, _career, 40, 40, 32, 55, 45, 30, 25)
    yield part(words.PERIODS, words.STANDINGS, _periods, 17, 48, 36, 20, 20, 20, 20, 20, 24, 22, 20)
    yield part(words.OWED, words.TERMS, _owed, 17, 20, 20, 210)
    yield part(words.PARTS, words.BOUNDS, _bounds, 17, 250)
    yield part(words.REQUIRED, words.DEADLINES, _deadlines, 24, 55, 35, 38, 115)
    yield part(words.TRANSCRIPT, words.LINES, _transcript, 20, 14, 45, 28, 17, 17, 102, 24)
    yield part(words.CURVE, words.MONTHS, _curve, 24, 24, 30, 30, 30, 30)
    yield part(words.CERTIFICATES, words.COMPLETED, _certificates, 38, 20, 100, 24, 85)
    yield part(words.HONOURS, words.HONOURED, _honours, 17, 60, 190)


def _career(made: GrowthFile, language: Language | None) -> Iterator[Row]:
    for one in made.career:
        left = label(words.YES, language) if one.left else None
        change = label(words.CHANGES[one.change], language)
        yield _moment(one.since), _moment(one.until), change, one.branch, one.position, one.level, left


def _periods(made: GrowthFile, language: Language | None) -> Iterator[Row]:
    for one in made.periods:
        figures = (one.owed, one.earned, one.carried_in, one.counted, one.missing)
        on_track = label(words.YES if one.on_track else words.NO, language)
        yield one.period, one.branch, one.position, *figures, str(one.day), one.expected, on_track


def _owed(made: GrowthFile, language: Language | None) -> Iterator[Row]:
    for period in made.periods:
        for term in period.requirement:
            yield period.period, term.credits, term.after, sentence(term.what, term.what_zh, language)


def _bounds(made: GrowthFile, language: Language | None) -> Iterator[Row]:
    for period in made.periods:
        for carried in period.carried:
            yield period.period, sentence(carried.what, carried.what_zh, language)
        for part in period.parts:
            yield period.period, sentence(part.what, part.what_zh, language)


def _deadlines(made: GrowthFile, language: Language | None) -> Iterator[Row]:
    for period in made.periods:
        for one in period.deadlines:
            state = label(words.STATES[one.state], language)
            yield one.due, one.course, state, _moment(one.done_at), sentence(one.what, one.what_zh, language)


def _transcript(made: GrowthFile, language: Language | None) -> Iterator[Row]:
    for one in made.transcript:
        of = " ".join(label(" ".join(OF[name]), language) for name in (one.kind, one.category) if name)
        figures = (one.credits, one.counted, sentence(one.what, one.what_zh, language))
        yield _moment(one.effective_at), one.position, _course(one), of, *figures, _reversal(one, language)


def _reversal(one: TranscriptLine, language: Language | None) -> str | None:
    if one.reversed_by is not None:
        return f"{label(words.REVERSED_BY, language)} #{one.reversed_by}"
    return None if one.reverses is None else f"{label(words.REVERSES, language)} #{one.reverses}"


def _curve(made: GrowthFile, _: Language | None) -> Iterator[Row]:
    for one in made.curve:
        yield one.month, one.period, one.credits, one.counted, one.expected, one.counted - one.expected


def _certificates(made: GrowthFile, _: Language | None) -> Iterator[Row]:
    for one in made.certificates:
        course = f"{one.course} {one.title or ''}".strip()
        yield _moment(one.completed_at), one.position, course, one.credits, ", ".join(one.obligations)


def _honours(made: GrowthFile, language: Language | None) -> Iterator[Row]:
    for one in made.honours:
        yield one.period, label(words.TITLES[one.title], language), sentence(one.what, one.what_zh, language)


def _course(one: TranscriptLine) -> str:
    return f"{one.course} {one.title or ''}".strip()


def _moment(moment: datetime | None) -> str | None:
    return origin.local(moment)
