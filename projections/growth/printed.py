"""The growth file in print."""

from collections.abc import Iterator

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from projections.documents import chart, origin, paper
from projections.documents.language import Language, label
from projections.growth import report
from projections.growth import report_words as words
from projections.growth.file import GrowthFile


def printed(made: GrowthFile, language: Language | None) -> bytes:
    """Print the file; what it was made from stands on every page."""
    parts: list[Flowable] = [paper.table(report.heading(made, language), (60, 207)), Spacer(0, 3 * mm)]
    for part in report.parts(made, language):
        drawn = [*_drawn(made, language)] if part.title == label(words.CURVE, language) else []
        parts += [*paper.part(part.title, millimetres=90 if drawn else 30), *drawn]
        filled = len(part.rows) > 1
        none = paper.paragraph(label(words.NONE, language))
        parts.append(paper.table(part.rows, part.widths, heading=True) if filled else none)
    return paper.printed(label(words.TITLE, language), parts, origin.foot(made.employee, made))


def _drawn(made: GrowthFile, language: Language | None) -> Iterator[Flowable]:
    """Draw the curve of the newest period beside its straight line."""
    months = [month for month in made.curve if month.period == made.curve[-1].period]
    if months:
        lines = {
            label(words.COUNTED, language): [month.counted for month in months],
            label(words.EXPECTED, language): [month.expected for month in months],
        }
        yield chart.lines([month.month for month in months], lines)
