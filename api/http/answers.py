"""Answers as bytes, written by hand: facts are serialised once, by their own serialiser."""

from collections.abc import Iterable
from hashlib import sha256
from http import HTTPStatus

from pydantic_core import to_json
from starlette.responses import Response

from ledger.events import Event
from ledger.log.stored import carried
from ledger.recording import Recorded

RECEIPTS = b"/v1/receipts/"


class Json(Response):
    """JSON that is bytes already."""

    media_type = "application/json"


def fact(event: Event) -> bytes:
    """Write a fact as `{"type", "effective_at", ...}`."""
    data = event.__pydantic_serializer__.to_json(event)
    kind, at = type(event).__name__, to_json(event.effective_at)
    head = b'{"type":"' + kind.encode() + b'","effective_at":' + at
    return head + b"," + data[1:] if len(data) > len(b"{}") else head + b"}"


def facts(events: Iterable[Event]) -> bytes:
    """Write facts as a list."""
    return b"[" + b",".join([fact(event) for event in events]) + b"]"


def recorded(done: Recorded) -> bytes:
    """Say what was recorded and where; a query given `position` as `min_position` will see it.

    Whoever keeps the answer can hold the log to it: the receipt's leaf bears the digest.
    """
    return b'{"position":%d,"first":%d,"recorded_at":%s,"repeat":%s,"facts":%s,"data_sha256":%s,"receipt":"%s%d"}' % (
        done.last,
        done.first,
        to_json(done.recorded_at),
        b"true" if done.repeat else b"false",
        facts(done.events),
        to_json([_digest(event) for event in done.events]),
        RECEIPTS,
        done.last,
    )


def created(done: Recorded, headers: dict[str, str] | None = None) -> Response:
    """Answer a command; an earlier, equal request's answer says so in a header."""
    if done.repeat:
        return Json(recorded(done), HTTPStatus.OK, {**(headers or {}), "Idempotency-Hit": "true"})
    return Json(recorded(done), HTTPStatus.CREATED, headers)


def rehearsed(events: Iterable[Event]) -> Response:
    """Answer a dry run: the same facts, at no position."""
    return Json(b'{"dry_run":true,"facts":%s}' % facts(events))


def _digest(event: Event) -> str | None:
    """Hash the data as it is stored; of an older shape, which was read in today's, only the receipt knows it."""
    if carried(event):
        return None
    return sha256(event.__pydantic_serializer__.to_json(event)).hexdigest()
