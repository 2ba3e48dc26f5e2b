"""One request to somebody else's machine, within a time and a size: witnesses, time-stamping authorities."""

from collections.abc import Mapping
from typing import NamedTuple

import urllib3
from urllib3.exceptions import HTTPError

AT_ONCE = 4

_pools = urllib3.PoolManager(num_pools=32, maxsize=AT_ONCE, retries=False)


class Reply(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Unreached(Exception):  # noqa: N818 - an answer about the network, not a bug
    """Nobody answered, or not in time, or too much."""


def post(url: str, body: bytes, media_type: str, seconds: float, limit: int) -> Reply:
    """Send bytes, once; follow nobody elsewhere. Connecting and each wait for more are bounded, as is the answer."""
    return _asked("POST", url, body, {"Content-Type": media_type}, seconds, limit)


def get(url: str, seconds: float, limit: int) -> Reply:
    """Ask for bytes, within the same bounds."""
    return _asked("GET", url, None, {}, seconds, limit)


def _asked(  # noqa: PLR0913 - one request has this many sides
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float, limit: int
) -> Reply:
    try:
        answer = _pools.request(
            method,
            url,
            body=body,
            headers={**headers, "User-Agent": "merit"},
            timeout=urllib3.Timeout(total=seconds),
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        content = answer.read(limit + 1)
        if len(content) > limit:
            answer.close()
            raise Unreached(f"{url} answers with more than {limit} bytes")
        answer.release_conn()
    except (HTTPError, OSError, ValueError) as no:
        raise Unreached(f"{url} does not answer: {no}") from no
    return Reply(answer.status, content)
