"""From lines of text to cells: quotation marks that may span lines, and a way on when they do not match."""

import csv
from collections import deque
from collections.abc import Iterator

from api.imports.reasons import FIELD_TOO_LONG, LINE_TOO_LONG, QUOTES_BROKEN, Refused
from api.imports.rows import Rejected
from api.imports.text import LINE_CAP, NumberedLine, reject_unfit, unfit

FIELD_CAP = 4_096
LINES_IN_ONE_ROW = 20

Line = tuple[int, list[str], str]


def split_lines(lines: Iterator[NumberedLine | Rejected], delimiter: str) -> Iterator[Line | Rejected]:
    """Cut every line into its cells; blank lines are passed over."""
    waiting: deque[NumberedLine | Rejected] = deque()
    blank = delimiter + " "
    while True:
        item = waiting.popleft() if waiting else next(lines, None)
        if item is None:
            return
        if isinstance(item, Rejected):
            yield item
            continue
        number, text = item
        if unfit(text):
            yield reject_unfit(item)
        elif '"' in text:
            yield _quoted(item, delimiter, lines, waiting)
        elif text.strip(blank):
            yield fitting((number, text.split(delimiter), text))


def fitting(line: Line) -> Line | Rejected:
    """Pass a line on unless one of its fields is too long."""
    if len(line[2]) > FIELD_CAP and any(len(cell) > FIELD_CAP for cell in line[1]):
        return FIELD_TOO_LONG.reject(line[0], line[2])
    return line


def _quoted(
    first: NumberedLine,
    delimiter: str,
    lines: Iterator[NumberedLine | Rejected],
    waiting: deque[NumberedLine | Rejected],
) -> Line | Rejected:
    number, text = first
    taken: list[NumberedLine | Rejected] = []
    try:
        while (cells := _cells(text, delimiter)) is None:
            following = waiting.popleft() if waiting else next(lines, None)
            if following is not None:
                taken.append(following)
            text = _joined(text, following, len(taken))
    except Refused as refused:
        # Only the first line is given up: a stray quotation mark must not swallow its neighbours.
        waiting.extendleft(reversed(taken))
        return refused.reason.reject(*first)
    if unfit(text):
        return reject_unfit((number, text))
    return fitting((number, cells, text))


def _joined(text: str, following: NumberedLine | Rejected | None, taken: int) -> str:
    if following is None or isinstance(following, Rejected) or taken > LINES_IN_ONE_ROW:
        raise Refused(QUOTES_BROKEN)
    if len(text) + len(following[1]) > LINE_CAP:
        raise Refused(LINE_TOO_LONG)
    return f"{text}\n{following[1]}"


def _cells(text: str, delimiter: str) -> list[str] | None:
    """Read one row, or tell by None that a quotation mark is still open."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        raise Refused(QUOTES_BROKEN) from error
