"""The report in print."""

from collections.abc import Sequence
from io import BytesIO
from itertools import islice
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from projections.evidence import report_words as words
from projections.evidence.report import DETAILS_MAX, Report

FONT = "STSong-Light"  # one of the Chinese fonts that every reader of PDF must find a face for
MARGIN = 15 * mm
LINES_MAX = 2_000  # some 80 pages; the workbook has all

# Left as it is for other threads, and registered once.
registerFont(UnicodeCIDFont(FONT))
TEXT = ParagraphStyle("text", fontName=FONT, fontSize=8, leading=10.5, wordWrap="CJK")
TITLE = ParagraphStyle("title", TEXT, fontSize=16, leading=22)
PART = ParagraphStyle("part", TEXT, fontSize=10.5, leading=14, spaceBefore=8, spaceAfter=3)
GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
)
SHADED = TableStyle([("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)])


def printed(report: Report) -> bytes:
    """Print the report, the same bytes for the same report."""
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=landscape(A4),
        title=words.TITLE,
        author="Merit",
        invariant=1,  # no clock, no random name
        pageCompression=0,  # no compressor's version either
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    document.build(_flow(report), onFirstPage=_foot, onLaterPages=_foot)
    return written.getvalue()


def _flow(report: Report) -> list[Flowable]:
    lines = [[*line[:-1], _short(line.details)] for line in islice(report.lines(), LINES_MAX)]
    parts: list[Flowable] = [
        Paragraph(words.TITLE, TITLE),
        _table(list(report.heading()), (50, 217)),
        Spacer(0, 3 * mm),
        *(Paragraph(escape(text), TEXT) for text in report.proven),
        Paragraph(words.TOTALS, PART),
        _table([words.TOTAL_COLUMNS, *report.totals()], (57, *[30] * 7), heading=True),
        Paragraph(words.KINDS, PART),
        _table([words.KIND_COLUMNS, *report.types()], (87, 30), heading=True),
        Paragraph(words.FACTS, PART),
        _table([words.FACT_COLUMNS, *lines], (24, 30, 30, 44, 28, 111), heading=True),
    ]
    if rest := len(report.facts) - len(lines):
        parts.append(Paragraph(words.MORE.format(rest=rest), TEXT))
    return parts


def _table(rows: Sequence[Sequence[object]], widths: Sequence[int], *, heading: bool = False) -> LongTable:
    cells = [[Paragraph(escape(str(value)), TEXT) for value in row] for row in rows]
    table = LongTable(cells, [width * mm for width in widths], repeatRows=int(heading), hAlign="LEFT")
    table.setStyle(GRID)
    if heading:
        table.setStyle(SHADED)
    return table


def _short(text: str) -> str:
    return text if len(text) <= DETAILS_MAX else f"{text[:DETAILS_MAX]}…"


def _foot(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(FONT, 7)
    canvas.drawRightString(landscape(A4)[0] - MARGIN, 8 * mm, f"{words.TITLE}  {document.page}")
