"""The statement in print."""

from collections.abc import Iterable, Iterator, Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from projections.account import report
from projections.account import report_words as words
from projections.account.statement import Statement
from projections.documents import origin, paper


def printed(made: Statement) -> bytes:
    """Print the statement; what it was made from stands on every page."""
    parts: list[Flowable] = [
        paper.table(report.heading(made), (60, 207)),
        Spacer(0, 3 * mm),
        paper.table([*report.balances(made)], (60, 30, 30, 30), heading=True),
        *_part(words.DETAILS, report.entries(made), (30, 15, 98, 13, 13, 17, 19, 18, 18, 13, 13)),
        *_part(words.OPEN_LOTS, report.lots(made), (99, 33, 33, 33, 23, 23, 23)),
        *_part(words.LOSSES, report.forecast(made), (40, 30, 197)),
    ]
    return paper.printed(words.TITLE, parts, origin.foot(made.employee, made))


def _part(title: str, rows: Iterable[Sequence[object]], widths: Sequence[int]) -> Iterator[Flowable]:
    yield from paper.part(title)
    found = [*rows]
    yield paper.table(found, widths, heading=True) if len(found) > 1 else paper.paragraph(words.NONE)
