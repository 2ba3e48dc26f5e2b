"""How much of a video was watched: the union of the segments its player reports."""

import re
from decimal import ROUND_DOWN, Decimal

from ledger.spans import united

_NUMBER = r"[0-9]{1,7}(?:\.[0-9]{1,18})?"
_SEGMENTS = re.compile(rf"(?:(?<=\[,\])|^)\s*({_NUMBER})\[\.\]({_NUMBER})\s*(?=\[,\]|$)").findall
LONGEST = Decimal(10_000_000)
SHARE = Decimal("0.0001")


def watched_seconds(segments: str, length: Decimal | None) -> Decimal | None:
    """Unite `0[.]12.5[,]10[.]20`; a segment still open counts nothing, and damaged text is no evidence."""
    found = _SEGMENTS(segments)
    if len(found) != segments.count("[.]"):
        return None
    if length is not None and not 0 < length <= LONGEST:
        length = None
    spans = ((Decimal(begin), Decimal(end)) for begin, end in found)
    covered = united(spans, Decimal(0), LONGEST if length is None else length)
    return sum((end - begin for begin, end in covered), Decimal(0))


def watched_share(segments: str, length: Decimal | None) -> Decimal | None:
    """Divide by the video's length, rounded down: a share is never claimed that was not reached."""
    watched = watched_seconds(segments, length)
    if watched is None or length is None or not 0 < length <= LONGEST:
        return None
    return min(watched / length, Decimal(1)).quantize(SHARE, ROUND_DOWN)
