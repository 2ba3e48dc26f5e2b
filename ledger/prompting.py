"""When a session's prompts are shown: moments and codes that only the ledger can foresee."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta

SECONDS_AN_HOUR = 3600
CODE_CHARACTERS = 8  # 40 bits: not to be guessed while the prompt is shown


def drawn(key: bytes, session: str, times: tuple[datetime, datetime], per_hour: int) -> Iterator[tuple[datetime, str]]:
    """Cut the session into equal slots and draw of each one second, with the code that is shown then."""
    starts_at, ends_at = times
    seconds = int((ends_at - starts_at).total_seconds())
    count = -(-seconds * per_hour // SECONDS_AN_HOUR)
    for number in range(count):
        first, last = seconds * number // count, seconds * (number + 1) // count
        digest = hmac.new(key, f"{session}\x1f{starts_at.isoformat()}\x1f{number}".encode(), hashlib.sha256).digest()
        second = first + int.from_bytes(digest[:8], "big") % max(last - first, 1)
        yield starts_at + timedelta(seconds=second), base64.b32encode(digest[8:]).decode()[:CODE_CHARACTERS]
