"""The report in print."""

from itertools import islice

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from projections.documents import paper
from projections.evidence import report_words as words
from projections.evidence.report import DETAILS_MAX, Report

LINES_MAX = 2_000  # some 80 pages; the workbook has all


def printed(report: Report) -> bytes:
    """Print the report, the same bytes for the same report."""
    lines = [[*line[:-1], _short(line.details)] for line in islice(report.lines(), LINES_MAX)]
    parts: list[Flowable] = [
        paper.table(list(report.heading()), (50, 217)),
        Spacer(0, 3 * mm),
        *map(paper.paragraph, report.proven),
        *paper.part(words.TOTALS),
        paper.table([words.TOTAL_COLUMNS, *report.totals()], (51, *[24] * 9), heading=True),
        *paper.part(words.KINDS),
        paper.table([words.KIND_COLUMNS, *report.types()], (87, 30), heading=True),
        *paper.part(words.FACTS),
        paper.table([words.FACT_COLUMNS, *lines], (24, 30, 30, 44, 28, 111), heading=True),
    ]
    if rest := len(report.facts) - len(lines):
        parts.append(paper.paragraph(words.MORE.format(rest=rest)))
    return paper.printed(words.TITLE, parts)


def _short(text: str) -> str:
    return text if len(text) <= DETAILS_MAX else f"{text[:DETAILS_MAX]}…"
