"""Refusals and problems as RFC 9457 documents, in English and Chinese."""

import re
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json
from starlette.datastructures import Headers
from starlette.responses import Response

from api.http.problems import PROBLEMS, Unserved
from ledger.refusals.refused import REFUSALS, Conflict, Forbidden, NotFound, Refused, Unacceptable, Unanswered
from ledger.refusals.requests import IdempotencyConflict

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "1"

# The first kind that fits decides; a reused key is 422 in the IETF draft on Idempotency-Key.
STATUSES: tuple[tuple[type[Refused], int], ...] = (
    (IdempotencyConflict, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (Conflict, HTTPStatus.CONFLICT),
    (Unacceptable, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Unanswered, HTTPStatus.SERVICE_UNAVAILABLE),
)


def status_of(kind: type[Refused]) -> int:
    """Give each refusal its one status."""
    if issubclass(kind, Unserved):
        return kind.status
    return next((status for parent, status in STATUSES if issubclass(kind, parent)), HTTPStatus.CONFLICT)


def title_of(kind: type[Refused]) -> str:
    """Turn the class name into words: `StockExhausted` is "Stock exhausted"."""
    return kind.code.replace("_", " ").capitalize()


def title_zh_of(kind: type[Refused]) -> str:
    """Leave the details out of the Chinese sentence, which then is the same at every occurrence."""
    return re.sub(r" ?\{\w+\} ?", "…", kind.zh).rstrip("。")


def type_of(kind: type[Refused]) -> str:
    """Address the page that explains the problem."""
    return f"/v1/problems/{kind.code}"


def kinds() -> list[type[Refused]]:
    """List everything that can be refused, by code."""
    found: dict[str, type[Refused]] = {**REFUSALS, **PROBLEMS}
    abstract = (Refused, NotFound, Forbidden, Conflict, Unacceptable, Unanswered, Unserved)
    return [kind for _, kind in sorted(found.items()) if kind not in abstract]


def explained(kind: type[Refused]) -> dict[str, Any]:
    """Say all that holds for every occurrence of a problem."""
    return {
        "type": type_of(kind),
        "code": kind.code,
        "status": status_of(kind),
        "title": title_of(kind),
        "title_zh": title_zh_of(kind),
        "detail": (kind.__doc__ or "").strip(),
        "detail_zh": kind.zh,
    }


def document(no: Refused, instance: str, *, chinese: bool = False) -> dict[str, Any]:
    """Write one occurrence down."""
    kind = type(no)
    body: dict[str, Any] = {
        "type": type_of(kind),
        "title": title_zh_of(kind) if chinese else title_of(kind),
        "status": status_of(kind),
        "detail": no.chinese() if chinese else no.en(),
        "title_zh": title_zh_of(kind),
        "detail_zh": no.chinese(),
        "code": kind.code,
        "instance": f"urn:merit:request:{instance}",
    }
    if no.details:
        body["details"] = no.details
    if isinstance(no, Unserved) and no.errors:
        body["errors"] = [error._asdict() for error in no.errors]
    return body


def answer(no: Refused, headers: Headers, instance: str) -> Response:
    """Answer with a problem in the language the caller prefers."""
    chinese = prefers_chinese(headers.get("accept-language", ""))
    body = document(no, instance, chinese=chinese)
    status: int = body["status"]
    more = {"Content-Language": "zh-CN" if chinese else "en", "Vary": "Accept-Language"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        more["Retry-After"] = RETRY_AFTER_SECONDS
    if isinstance(no, Unserved):
        more.update(no.headers)
    return Response(to_json(body), status, more, MEDIA_TYPE)


def prefers_chinese(accepted: str) -> bool:
    """Compare the weights of Chinese and English; without a wish, English."""
    if "zh" not in accepted.lower():
        return False
    best = {"zh": 0.0, "en": 0.0}
    for part in accepted.lower().split(",")[:20]:
        name, _, parameters = part.partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameters)
        language = name.strip().split("-")[0]
        if language in best:
            best[language] = max(best[language], float(weight[1]) if weight else 1.0)
    if best["zh"] == best["en"]:
        return accepted.lower().index("zh") < (accepted.lower().find("en") % 10_000)
    return best["zh"] > best["en"]
