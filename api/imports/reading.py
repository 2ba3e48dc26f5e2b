"""A file under way: what it was found to be, its rows, and how far it has been read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Literal, Self, TypeVar

from api.imports.rows import AdjustmentRow, AttendanceRow, Rejected, ResultRow, StatementRow
from api.imports.source import Source
from api.imports.tables import Table

Row = TypeVar("Row", AdjustmentRow, AttendanceRow, ResultRow, StatementRow)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Row]):
    """The rows of one file, to be walked through once, inside `with` so that the file is let go of."""

    layout: str
    encoding: str
    seen_as: str
    total: int | None
    unit: Literal["bytes", "rows"]
    position: Callable[[], int]
    rows: Iterator[Row | Rejected]
    close: Callable[[], None]

    def __iter__(self) -> Iterator[Row | Rejected]:
        return self.rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def reading_of(
    source: Source, layout: str, encoding: str, seen_as: str, rows: Iterator[Row | Rejected]
) -> Reading[Row]:
    """Tell progress in the file's own bytes."""
    return Reading(
        layout,
        encoding,
        seen_as,
        source.size,
        "bytes",
        source.position,
        _to_the_end(rows, source),
        source.close,
    )


def reading_of_table(source: Source, layout: str, table: Table, rows: Iterator[Row | Rejected]) -> Reading[Row]:
    """Tell progress in bytes, or in rows for a workbook, whose bytes are not read in order."""
    if table.encoding != "xlsx":
        return reading_of(source, layout, table.encoding, table.seen_as, rows)
    read = [0]
    counted = _counted(_to_the_end(rows, source), read)
    return Reading(layout, table.encoding, table.seen_as, table.size, "rows", lambda: read[0], counted, source.close)


def _to_the_end(rows: Iterator[Row | Rejected], source: Source) -> Iterator[Row | Rejected]:
    try:
        yield from rows
    finally:
        source.close()


def _counted(rows: Iterator[Row | Rejected], read: list[int]) -> Iterator[Row | Rejected]:
    for row in rows:
        read[0] = row.line
        yield row
