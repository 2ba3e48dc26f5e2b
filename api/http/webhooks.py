"""Webhooks, for administrators: which systems are told of which facts, and the deliveries that were given up."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

import anyio.to_thread
import psycopg
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic_core import to_json
from starlette.responses import Response

from api import subscribers
from api.http import bodies, openapi
from api.http.answers import Json
from api.http.policy import Role, only
from api.http.problems import LogUnreachable
from api.http.questions.question import Limit, Question, Source, page_json, parsed, row_json
from api.http.reading import Connection, Reading
from api.http.routes import Asked, Endpoint, Route
from api.http.schemas import Shapes
from api.subscribers import DeadLetter, Name, Subscriber, Subscription
from ledger.log.connections import ROLE
from projections import bookmarks
from projections.handover.addresses import Rules

T = TypeVar("T")

ADMINISTRATOR: Final = only(Role.ADMINISTRATOR)
EVERY, ONE = "/v1/webhooks", "/v1/webhooks/{subscriber}"
DEAD: Final = f"{ONE}/dead-letters"
TAG: Final = "handover"


class _Named(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    subscriber: Name


class Pausing(_Named):
    """Tell a system nothing until it is resumed; nothing is lost meanwhile."""


class Resuming(_Named):
    """Go on telling a system where it was paused."""


class Removal(_Named):
    """Forget a system, its secrets and what it was not told."""


class Rotation(_Named):
    """Give a system another secret; the old one signs beside it until the overlap is over."""

    overlap_hours: Annotated[int, Field(ge=0, le=720)] = subscribers.OVERLAP_HOURS


class Replay(_Named):
    """Try a delivery again that was given up, or all of them."""

    position: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


class Skip(_Named):
    """Never deliver one that was given up; what waited behind it goes on."""

    position: Annotated[int, Field(ge=1, le=2**63 - 1)]


class Told(Question):
    """The systems that are told, how far, and what waits for them."""

    of = Source(Subscriber, (), subscribers.every)
    many = True

    limit: Limit = 50

    def ask(self, connection: Connection) -> bytes:
        """There are few of them."""
        return page_json([row_json(row) for row in subscribers.every(connection)[: self.limit]], None)


class GivenUp(Question):
    """The deliveries to a system that were given up, the oldest first."""

    of = Source(DeadLetter, ())
    many = True

    subscriber: Name
    limit: Limit = 50

    def ask(self, connection: Connection) -> bytes:
        """Refuse a name that nobody has."""
        subscribers.known(connection, self.subscriber)
        found = subscribers.dead_letters(connection, self.subscriber, self.limit)
        return page_json([row_json(row) for row in found], None)


BODIES: Final = (Subscription, Pausing, Resuming, Removal, Rotation, Replay, Skip)
QUESTIONS: Final = (Told, GivenUp)
EXAMPLES: Final[dict[type[BaseModel], dict[str, Any]]] = {
    Subscription: {
        "subscriber": "payroll",
        "url": "https://payroll.example.com/merit",
        "types": ["RedemptionFulfilled"],
    },
    Rotation: {"overlap_hours": 24},
    Replay: {},
    Skip: {"position": 4711},
}


class Webhooks:
    """Changes what the office knows; facts are none of it."""

    def __init__(self, reading: Reading, url: str, rules: Rules, limit: int) -> None:
        self._reading, self._url, self._rules, self._limit = reading, url, rules, limit

    def routes(self, shapes: Shapes) -> list[Route]:
        """Give every address."""
        asked: list[tuple[str, type[Question]]] = [(EVERY, Told), (DEAD, GivenUp)]
        changes: list[tuple[str, str, type[BaseModel], Endpoint]] = [
            ("POST", EVERY, Subscription, self._changing(Subscription, self._add, HTTPStatus.CREATED)),
            ("DELETE", ONE, Removal, self._changing(Removal, _remove)),
            ("POST", f"{ONE}/pause", Pausing, self._changing(Pausing, _pause)),
            ("POST", f"{ONE}/resume", Resuming, self._changing(Resuming, _resume)),
            ("POST", f"{ONE}/secret", Rotation, self._changing(Rotation, _rotate)),
            ("POST", f"{DEAD}/replay", Replay, self._changing(Replay, _replay)),
            ("POST", f"{DEAD}/skip", Skip, self._changing(Skip, _skip)),
        ]
        questions = [
            Route(
                "GET",
                path,
                self._asking(question),
                ADMINISTRATOR,
                operation=openapi.question_operation(shapes, path, question, ADMINISTRATOR, TAG),
            )
            for path, question in asked
        ]
        return questions + [
            Route(
                method,
                path,
                endpoint,
                ADMINISTRATOR,
                operation=openapi.office_operation(shapes, path, body, ADMINISTRATOR, TAG, EXAMPLES.get(body)),
            )
            for method, path, body, endpoint in changes
        ]

    def _asking(self, question: type[Question]) -> Endpoint:
        async def ask(asked: Asked) -> Response:
            return Json(await self._reading.ask(_answer, parsed(question, asked)))

        return ask

    def _changing(
        self, body: type[BaseModel], change: Callable[[Connection, Any], dict[str, Any]], status: int = HTTPStatus.OK
    ) -> Endpoint:
        shape: TypeAdapter[Any] = TypeAdapter(body)

        async def changed(asked: Asked) -> Response:
            said = await bodies.read(asked, self._limit)
            whole = bodies.with_ids(asked.ids, said, bodies.unambiguous(asked, said) if said else {})
            done = await anyio.to_thread.run_sync(self._done, change, bodies.validated(shape, whole))
            return Json(to_json(done), status)

        return changed

    def _add(self, connection: Connection, asked: Subscription) -> dict[str, Any]:
        secret = subscribers.add(connection, asked, self._rules)
        return {**_known(connection, asked.subscriber), "secret": secret}

    def _done(self, change: Callable[[Connection, T], dict[str, Any]], asked: T) -> dict[str, Any]:
        try:
            with psycopg.connect(
                self._url, autocommit=True, options=f"-c role={ROLE}", connect_timeout=3
            ) as connection:
                return change(connection, asked)
        except psycopg.OperationalError as lost:
            raise LogUnreachable from lost


def _answer(connection: Connection, question: Question) -> bytes:
    return b'{"position":%d,%s}' % (bookmarks.head(connection), question.ask(connection))


def _known(connection: Connection, subscriber: str) -> dict[str, Any]:
    return {"item": subscribers.known(connection, subscriber)._asdict()}


def _remove(connection: Connection, asked: Removal) -> dict[str, Any]:
    known = _known(connection, asked.subscriber)
    subscribers.remove(connection, asked.subscriber)
    return known


def _pause(connection: Connection, asked: Pausing) -> dict[str, Any]:
    subscribers.pause(connection, asked.subscriber)
    return _known(connection, asked.subscriber)


def _resume(connection: Connection, asked: Resuming) -> dict[str, Any]:
    subscribers.resume(connection, asked.subscriber)
    return _known(connection, asked.subscriber)


def _rotate(connection: Connection, asked: Rotation) -> dict[str, Any]:
    secret = subscribers.rotate(connection, asked.subscriber, timedelta(hours=asked.overlap_hours))
    return {**_known(connection, asked.subscriber), "secret": secret}


def _replay(connection: Connection, asked: Replay) -> dict[str, Any]:
    subscribers.replay(connection, asked.subscriber, asked.position)
    return _known(connection, asked.subscriber)


def _skip(connection: Connection, asked: Skip) -> dict[str, Any]:
    subscribers.skip(connection, asked.subscriber, asked.position)
    return _known(connection, asked.subscriber)
