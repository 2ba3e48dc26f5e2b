"""Spans of time, of a session or of a recording, counted once however often they were claimed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T", datetime, Decimal)


def united(spans: Iterable[tuple[T, T]], first: T, last: T) -> Iterator[tuple[T, T]]:
    """Clip spans to a range and give what they cover, in order; one that ends before it begins covers nothing."""
    reached = first
    for begins, ends in sorted(spans):
        begins_at, ends_at = max(begins, reached), min(ends, last)
        if ends_at > begins_at:
            yield begins_at, ends_at
            reached = ends_at
