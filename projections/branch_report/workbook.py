"""The branch report as a workbook: rows are written as they are made, so that many people take little room."""

from collections.abc import Iterable, Iterator, Sequence

from projections.branch_report import words
from projections.branch_report.report import BranchReport
from projections.compliance.words import OF
from projections.documents import origin, sheets
from projections.documents.language import Language, label
from projections.documents.sheets import Sheet, Value

Row = Sequence[Value]
SUMS = ("owed", "earned", "carried_in", "counted", "missing", "missed")
SUM_NAMES = (words.OWED, words.EARNED, words.CARRIED, words.COUNTED, words.MISSING, words.MISSED)


def workbook(made: BranchReport, language: Language | None) -> bytes:
    """Write the workbook."""

    def sheet(title: str, names: Sequence[str], rows: Iterable[Row], *widths: int) -> Sheet:
        return Sheet(label(title, language), _headed(names, rows, language), widths)

    tables = (
        sheet(words.SUMMARY, (words.TITLE,), _summary(made, language), 32, 90),
        sheet(words.PEOPLE, words.PERSON_COLUMNS, _people(made, language), 24, 16, 24, 24, *[12] * 6, 18, 18),
        sheet(words.PARTS, words.PART_COLUMNS, _parts(made, language), 24, 12, 14, 14, 14),
        sheet(words.COURSES, words.COURSE_COLUMNS, _courses(made), 24, 48, 12, 14, 14),
        sheet(words.WEEKS, words.WEEK_COLUMNS, map(tuple, made.weeks), 14, 12, 14, 14),
    )
    return sheets.workbook(tables, made.made_at)


def _headed(names: Sequence[str], rows: Iterable[Row], language: Language | None) -> Iterator[Row]:
    yield [label(name, language) for name in names]
    yield from rows


def _summary(made: BranchReport, language: Language | None) -> Iterator[Row]:
    yield label(words.BRANCH, language), made.branch
    yield label(words.PERIOD, language), made.period
    yield label(words.DAY, language), str(made.day)
    yield from origin.heading(made, language)
    on_track = sum(one.on_track for one in made.people)
    yield label(words.COUNT, language), len(made.people)
    yield label(words.DONE, language), sum(not one.missing for one in made.people)
    yield label(words.ON_TRACK, language), on_track
    yield label(words.BEHIND, language), len(made.people) - on_track
    for field, name in zip(SUMS, SUM_NAMES, strict=True):
        yield label(name, language), sum(getattr(one, field) for one in made.people)


def _people(made: BranchReport, language: Language | None) -> Iterator[Row]:
    for one in made.people:
        progress = label(words.ON_TRACK if one.on_track else words.BEHIND, language)
        figures = (one.owed, one.earned, one.carried_in, one.counted, one.missing, one.expected)
        yield one.employee, made.names.get(one.employee), one.branch, one.position, *figures, progress, one.missed


def _parts(made: BranchReport, language: Language | None) -> Iterator[Row]:
    for one in made.parts:
        yield label(" ".join(OF[one.of]), language) if one.of in OF else one.of, *one[1:]


def _courses(made: BranchReport) -> Iterator[Row]:
    for one in made.courses:
        yield one.key, made.titles.get(str(one.key)), one.people, one.minutes, one.credits
