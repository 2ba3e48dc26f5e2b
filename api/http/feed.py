"""The feed: the facts that may leave, for systems that rather ask than be told."""

import asyncio
import time
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.http import openapi
from api.http.policy import Role, only
from api.http.problems import PositionAhead
from api.http.questions.question import LIMIT_MAX, Position, parsed
from api.http.reading import Connection, Reading
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from ledger.events import REGISTRY
from ledger.refusals.handover import TypeNotHandedOver
from projections import bookmarks
from projections.handover import cloud_event, outbox
from projections.handover.leaving import TYPES
from projections.handover.outbox import Wanted

INTEGRATION: Final = only(Role.INTEGRATION, Role.AUDITOR)
WAIT_MAX = 30
LOOK_AGAIN_SECONDS = 0.1
PATH: Final = "/v1/feed"


class Feed(BaseModel):
    """Facts that may leave, after a position, as a batch of CloudEvents; `Link` says where to go on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Annotated[Position, Field(description="Begin behind this position.")] = 0
    types: Annotated[
        str | None,
        Field(max_length=1000, pattern=r"^[A-Za-z]+(,[A-Za-z]+)*$", description="Only these, with commas between."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_MAX
    wait: Annotated[int, Field(ge=0, le=WAIT_MAX, description="Wait so many seconds for a first event.")] = 0


class FeedDoor:
    """Answers from the log. All who wait share one look at its head."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._head = 0
        self._looking: asyncio.Task[None] | None = None

    def routes(self, shapes: Shapes) -> list[Route]:
        """Give its one address."""
        operation = openapi.file_operation(shapes, PATH, Feed, INTEGRATION, cloud_event.MANY, "handover", "array")
        return [Route("GET", PATH, self.feed, INTEGRATION, cloud_event.MANY, operation)]

    async def feed(self, asked: Asked) -> Response:
        """Give the next events, or none after having waited; every answer says where to go on."""
        wanted: Feed = parsed(Feed, asked)
        types = tuple(wanted.types.split(",")) if wanted.types else ()
        for name in types:
            if name not in TYPES:
                raise TypeNotHandedOver(type=name if name in REGISTRY else "?", may=", ".join(TYPES))
        deadline, after = time.monotonic() + wanted.wait, wanted.after
        while True:
            events, after, head = await self._reading.ask(_page, Wanted(types), after, wanted.limit)
            if wanted.after > head:
                raise PositionAhead(wanted=wanted.after, position=head)
            # What was looked through in vain is looked through on, as long as there is time.
            if events or time.monotonic() >= deadline:
                break
            if after >= head:
                await self._beyond(head, deadline)
        return self._answer(wanted, b"[" + b",".join(events) + b"]", after)

    def _answer(self, wanted: Feed, body: bytes, after: int) -> Response:
        again: dict[str, Any] = wanted.model_dump(exclude_defaults=True, exclude_none=True)
        onward = f'<{PATH}?{urlencode({**again, "after": after})}>; rel="next"'
        return Response(body, headers={"Link": onward, "Merit-Position": str(after)}, media_type=cloud_event.MANY)

    async def _beyond(self, head: int, deadline: float) -> None:
        while self._head <= head and time.monotonic() < deadline:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            await asyncio.shield(self._looking)

    async def _look(self) -> None:
        self._head = await self._reading.ask(bookmarks.head)
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


def _page(connection: Connection, wanted: Wanted, after: int, limit: int) -> tuple[list[bytes], int, int]:
    head = bookmarks.head(connection)
    facts, until = outbox.facts(connection, wanted, after, head, limit)
    first = outbox.first_fact(connection) if facts else None
    source = cloud_event.source_of(first) if first else ""
    return [cloud_event.write(fact, source) for fact in facts], until, head
