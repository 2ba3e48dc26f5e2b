"""How much of a video was watched: the union of the segments its player reports."""

import re
from decimal import ROUND_DOWN, Decimal

_NUMBER = r"[0-9]{1,7}(?:\.[0-9]{1,18})?"
_SEGMENT = re.compile(rf"({_NUMBER})\[\.\]({_NUMBER})").fullmatch
LONGEST = Decimal(10_000_000)
SHARE = Decimal("0.0001")


def watched_seconds(segments: str, length: Decimal | None) -> Decimal | None:
    """Unite `0[.]12.5[,]10[.]20`; a segment still open counts nothing, and damaged text is no evidence."""
    spans: list[tuple[Decimal, Decimal]] = []
    for segment in segments.split("[,]"):
        if found := _SEGMENT(segment.strip()):
            spans.append((Decimal(found[1]), Decimal(found[2])))
        elif "[.]" in segment:
            return None
    total = reached = Decimal(0)
    for begin, end in sorted(spans):
        stop = min(end, length) if length is not None else end
        if stop > max(begin, reached):
            total += stop - max(begin, reached)
            reached = stop
    return total


def watched_share(watched: Decimal, length: Decimal) -> Decimal:
    """Divide by the video's length, rounded down: a share is never claimed that was not reached."""
    return min(watched / length, Decimal(1)).quantize(SHARE, ROUND_DOWN)
