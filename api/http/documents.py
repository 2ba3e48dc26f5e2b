"""Questions whose answer is a file for people: read from one moment of the views, then written down."""

from collections.abc import Iterable
from threading import Lock
from typing import Any, ClassVar, NamedTuple

import anyio.to_thread
from starlette.responses import Response

from api.documents import Form, file_name
from api.http import openapi
from api.http.policy import Access
from api.http.questions.question import Question, parsed
from api.http.reading import Connection, Reading, shown
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from ledger.refusals.requests import Overloaded

# Setting type takes the processor, so one document is made at a time; others wait so long for their turn.
TURN_SECONDS = 5.0
_at_work = Lock()


class DocumentOf(Question):
    """Asks for a file; `ask` is never called."""

    form: ClassVar[Form]
    # What the file is called, before what it is about.
    kind: ClassVar[str]

    @property
    def about(self) -> str:
        """What the file is about."""
        raise NotImplementedError

    def make(self, connection: Connection) -> Any:  # noqa: ANN401 - each kind has its own
        """Read all that the file says; it has a `position`."""
        raise NotImplementedError

    def write(self, made: Any) -> bytes:  # noqa: ANN401 - as above
        """Write it down."""
        raise NotImplementedError


class DocumentLine(NamedTuple):
    """One file's address."""

    path: str
    question: type[DocumentOf]
    allow: Access
    tag: str


def routes(reading: Reading, shapes: Shapes, lines: Iterable[DocumentLine]) -> list[Route]:
    """Give each form its address."""
    found = []
    for path, question, allow, tag in lines:
        media_type = question.form.media_type
        operation = openapi.file_operation(shapes, path, question, allow, media_type, tag)
        found.append(Route("GET", path, Document(reading, question), allow, media_type, operation))
    return found


class Document:
    """Answers at one address."""

    def __init__(self, reading: Reading, question: type[DocumentOf]) -> None:
        self._reading, self._question = reading, question

    async def __call__(self, asked: Asked) -> Response:
        """Read, then write outside of the transaction."""
        question: DocumentOf = parsed(self._question, asked)
        if question.min_position:
            await self._reading.reached(question.min_position, question.reads)
        made = await self._reading.ask(_made, question)
        content = await anyio.to_thread.run_sync(_written, question, made)
        name = file_name(question.kind, question.about, made.position, question.form)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, headers=headers, media_type=question.form.media_type)


def _made(connection: Connection, question: DocumentOf) -> Any:  # noqa: ANN401 - as above
    shown(connection, question.reads)
    return question.make(connection)


def _written(question: DocumentOf, made: Any) -> bytes:  # noqa: ANN401 - as above
    if not _at_work.acquire(timeout=TURN_SECONDS):
        raise Overloaded
    try:
        return question.write(made)
    finally:
        _at_work.release()
