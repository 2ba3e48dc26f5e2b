"""Paragraphs and tables in print."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, LongTable, Paragraph, SimpleDocTemplate, TableStyle

FONT = "STSong-Light"  # one of the Chinese fonts that every reader of PDF must find a face for
MARGIN = 15 * mm
EDGE = MARGIN + 6  # points that the library keeps clear within the margins

# Left as it is for other threads, and registered once.
registerFont(UnicodeCIDFont(FONT))
TEXT = ParagraphStyle("text", fontName=FONT, fontSize=8, leading=10.5, wordWrap="CJK")
TITLE = ParagraphStyle("title", TEXT, fontSize=16, leading=22)
PART = ParagraphStyle("part", TEXT, fontSize=10.5, leading=14, spaceBefore=8, spaceAfter=3)
NUMBER = ParagraphStyle("number", TEXT, alignment=2)
GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
)
SHADED = TableStyle([("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)])


def printed(title: str, parts: Sequence[Flowable], foot: str = "") -> bytes:
    """Print parts on numbered pages, the same bytes for the same parts; `foot` stands on every page."""
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=landscape(A4),
        title=title,
        author="Merit",
        invariant=1,  # no clock, no random name
        pageCompression=0,  # no compressor's version either
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    document.build([Paragraph(escape(title), TITLE), *parts], canvasmaker=_numbering(title, foot))
    return written.getvalue()


def paragraph(text: str) -> Paragraph:
    """Set a text that means nothing but itself."""
    return Paragraph(escape(text), TEXT)


def part(text: str, *, millimetres: int = 30) -> tuple[Flowable, ...]:
    """Set the heading of a part, on the page where the part begins, which takes so much of it."""
    return CondPageBreak(millimetres * mm), Paragraph(escape(text), PART)


def table(rows: Sequence[Sequence[object]], widths: Sequence[int], *, heading: bool = False) -> LongTable:
    """Set a table whose columns are so many millimetres wide; numbers stand to the right.

    A heading has Chinese above English.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    if heading:
        cells[0] = [Paragraph(escape(str(name)).replace(" ", "<br/>", 1), TEXT) for name in rows[0]]
    laid = LongTable(cells, [width * mm for width in widths], repeatRows=int(heading), hAlign="LEFT")
    laid.setStyle(GRID)
    if heading:
        laid.setStyle(SHADED)
    return laid


def _cell(value: object) -> Paragraph:
    if value is None:
        return Paragraph("", TEXT)
    return Paragraph(escape(str(value)), TEXT if isinstance(value, str) else NUMBER)


def _numbering(title: str, foot: str) -> type[Canvas]:
    class Numbering(Canvas):
        """Keeps the pages back until it is known how many there are."""

        _pages: list[dict[str, Any]]

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self.__dict__.setdefault("_pages", []).append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined] # the library has no types

        def save(self) -> None:
            for number, page in enumerate(pages := self._pages, start=1):
                self.__dict__.update(page)
                self.setFont(FONT, 7)
                self.drawString(EDGE, 8 * mm, foot)
                self.drawRightString(landscape(A4)[0] - EDGE, 8 * mm, f"{title}  {number} / {len(pages)}")
                super().showPage()
            super().save()

    return Numbering
