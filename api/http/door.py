"""The one door: every request comes in here, is let in or not, and leaves with an answer that says its name."""

import os
import re
import time
from collections.abc import Mapping
from itertools import count
from typing import Final

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from api.http.bearers import PERSON_NAME, Bearers, person_of
from api.http.heads import Heads
from api.http.metrics import Metrics
from api.http.policy import Access
from api.http.problem_answers import answer
from api.http.problems import (
    Broken,
    FieldError,
    LogUnreachable,
    NotAcceptable,
    NotThisPerson,
    RequestInvalid,
    RoleNotAllowed,
)
from api.http.routes import Asked, Route, Table
from ledger.log.log import LogUnavailable
from ledger.refusals.refused import Refused

log = structlog.get_logger()

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
SERVER_ERROR = 500
SAFE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
# No template of ours begins like this, so that strangers' addresses make one series and no more.
NOWHERE = "-"
# Random once a process: asking the kernel for every request lets go of the interpreter lock, and a busy
# writer keeps it for milliseconds.
_RUN: Final = os.urandom(5).hex()
_NUMBERS: Final = count(1)


class Door(BaseRoute):
    """All routes as one, because who may come in is asked before anything else is looked at."""

    def __init__(self, table: Table, bearers: Bearers, heads: Heads, metrics: Metrics) -> None:
        self.table = table
        self._bearers = bearers
        self._heads = heads
        self._metrics = metrics

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take every HTTP request."""
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, count and log one request; whatever happens inside leaves as a problem."""
        began = time.perf_counter()
        asked = Asked(scope, receive)
        name = asked.headers.get("x-request-id")
        if name is None or not REQUEST_ID.fullmatch(name):
            name = f"{_RUN}-{next(_NUMBERS):x}"
        scope["merit.request_id"] = name
        route: Route | None = None
        try:
            raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
            route, asked.ids = self.table.find(scope["method"], raw_path)
            response = await self._let_in(route, asked)
        except Refused as no:
            response = self._refusal(no, asked)
        except LogUnavailable:
            response = self._refusal(LogUnreachable(), asked)
        except ClientDisconnect:
            return
        except Exception:
            # The traceback goes to the log and not to the caller.
            log.exception("broken", request_id=name, route=route.path if route else NOWHERE)
            response = self._refusal(Broken(), asked)
        _furnish(response, name)
        status = response.status_code
        seconds = time.perf_counter() - began
        where, method = (route.path, route.method) if route else (NOWHERE, NOWHERE)
        self._metrics.answered(where, method, status, seconds)
        (log.error if status >= SERVER_ERROR else log.info)(
            "answered",
            request_id=name,
            method=method,
            route=where,
            status=status,
            milliseconds=round(seconds * 1000, 2),
            actor=asked.token.name if asked.token else None,
        )
        await response(scope, receive, send)

    async def _let_in(self, route: Route, asked: Asked) -> Response:
        allow = route.allow
        headers = asked.headers
        if not allow.public:
            asked.token = token = await self._bearers.of(headers.get("authorization"))
            if not allow.allows(token):
                raise RoleNotAllowed(role=", ".join(sorted(token.roles)))
            person = asked.scope["merit.person"] = person_of(headers)
            if allow.only_for_oneself(token):
                await self._insist(allow, person, asked.ids)
        accepted = headers.get("accept")
        if accepted is not None and "*/*" not in accepted and not _accepts(accepted, route):
            raise NotAcceptable
        return await route.endpoint(asked)

    async def _insist(self, allow: Access, person: str | None, ids: Mapping[str, str]) -> None:
        """An application that acts for a person shows what is theirs, and a head what is their people's."""
        if person is None:
            if allow.heads and "employee" not in ids:
                raise RequestInvalid(errors=[FieldError(("header", PERSON_NAME), "Somebody must be named.", "MISSING")])
            return
        if ids.get("employee", person) == person and not (allow.heads and "branch" in ids):
            return
        if not (allow.heads and await self._heads.oversees(person, ids)):
            raise NotThisPerson

    def _refusal(self, no: Refused, asked: Asked) -> Response:
        self._metrics.refused(no.code)
        return answer(no, asked.headers, asked.request_id)


def _accepts(accepted: str, route: Route) -> bool:
    """Whether one of the media ranges, unless weighted with nothing, fits what the route answers with."""
    main, _, sub = route.answers.partition("/")
    wanted = {f"{main}/{sub}", f"{main}/*", "*/*"}
    for media_range in accepted.lower().split(","):
        kind, *parameters = (part.strip() for part in media_range.split(";"))
        if kind in wanted and not any(re.fullmatch(r"q=0(\.0*)?", parameter) for parameter in parameters):
            return True
    return False


def _furnish(response: Response, name: str) -> None:
    headers = response.raw_headers
    said = {key for key, _ in headers}
    headers.append((b"x-request-id", name.encode()))
    headers.extend(header for header in SAFE if header[0] not in said)
