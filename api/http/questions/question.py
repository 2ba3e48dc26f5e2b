"""Questions to the views: a question's fields are the ids and parameters of its address."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import to_json
from starlette.responses import Response

from api.http.answers import Json
from api.http.bodies import validated
from api.http.problems import CursorInvalid, FieldError, RequestInvalid, RowUnknown
from api.http.reading import Connection, Reading, shown
from api.http.routes import Asked
from api.http.wire import Wire
from ledger.vocabulary import Moment, Name

LIMIT_MAX = 200
LIMIT = 50

Position = Annotated[int, Field(ge=0, le=2**63 - 1)]
Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX)]
Cursor = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[A-Za-z0-9_-]+$")]
# As of either clock.
Happened = Annotated[Moment | None, Field(description="What had happened by then.")]
Known = Annotated[Moment | None, Field(description="What was known by then.")]
Row = Any  # a NamedTuple of the views


class Source(NamedTuple):
    """Where answers come from: the rows of a view, the views that must be there, and the function that asks."""

    row: type[Row]
    views: tuple[str, ...]
    find: Callable[..., Sequence[Row]] = tuple
    # The fields that a list is ordered by, and that a page goes on after.
    order: tuple[str, ...] = ()


class Question(BaseModel):
    """What one GET asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # What is not a filter of the view's own function.
    about_the_answer: ClassVar[frozenset[str]] = frozenset({"min_position"})
    of: ClassVar[Source]
    # Whether the answer is a list of rows.
    many: ClassVar[bool] = False

    min_position: Position = Field(default=0, description="Wait until the view shows this position.")

    @property
    def reads(self) -> tuple[str, ...]:
        """The views that the answer is made from."""
        return self.of.views

    def ask(self, connection: Connection) -> bytes:
        """Give the members of the answer after its position."""
        raise NotImplementedError

    def filters(self) -> dict[str, Any]:
        """What was said, as the view's function takes it."""
        return {
            name: value
            for name in type(self).model_fields
            if name not in self.about_the_answer and (value := getattr(self, name)) is not None
        }


class One(Question):
    """One thing by its id."""

    def ask(self, connection: Connection) -> bytes:
        """Refuse what the view does not know."""
        rows = self.of.find(connection, **self.filters(), limit=1)
        if not rows:
            raise RowUnknown
        return b'"item":' + row_json(rows[0])


class Listing(Question):
    """Many things, page by page: a page's `next` is the next one's `cursor`."""

    about_the_answer = frozenset({"min_position", "cursor", "limit"})
    many = True

    cursor: Cursor | None = Field(default=None, description="`next` of the page before.")
    limit: Limit = LIMIT

    def ask(self, connection: Connection) -> bytes:
        """Fetch one row more than asked for, to know whether there is a next page."""
        after = {} if self.cursor is None else {"after": self._after(self.cursor)}
        rows = self.of.find(connection, **self.filters(), **after, limit=self.limit + 1)
        page = rows[: self.limit]
        more = None
        if len(rows) > len(page):
            more = write_cursor(type(self).__name__, [getattr(page[-1], name) for name in self.of.order])
        return page_json([row_json(row) for row in page], more)

    def _after(self, cursor: str) -> Any:  # noqa: ANN401 - as the view's function takes it
        key = read_cursor(cursor, type(self).__name__, self.key_types())
        return key[0] if len(key) == 1 else key

    @classmethod
    def key_types(cls) -> tuple[Any, ...]:
        """The types of `order`, narrowed to what the database can compare."""
        hints = get_type_hints(cls.of.row)
        narrowed = {str: Name, int: Position, datetime: Moment}
        return tuple(narrowed[hints[name]] for name in cls.of.order)


def write_cursor(name: str, key: list[Any]) -> str:
    """Write down where a page ended; the list's name keeps cursors of other lists out."""
    return base64.urlsafe_b64encode(to_json([name, *key])).decode().rstrip("=")


def read_cursor(cursor: str, name: str, types: tuple[Any, ...]) -> tuple[Any, ...]:
    """Read where a page ended, trusting nothing."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        shape: TypeAdapter[tuple[Any, ...]] = TypeAdapter(cast("Any", tuple).__class_getitem__((str, *types)))
        said = shape.validate_json(text, strict=True)
    except (ValidationError, binascii.Error, ValueError):
        raise CursorInvalid from None
    if said[0] != name:
        raise CursorInvalid
    return said[1:]


def row_json(row: Row) -> bytes:
    """Write one row with its names."""
    return to_json(row._asdict())


def page_json(rows: list[bytes], more: str | None) -> bytes:
    """Write one page."""
    return b'"items":[' + b",".join(rows) + b'],"next":' + to_json(more)


class Asking:
    """Answers one kind of question at one address."""

    def __init__(self, reading: Reading, question: type[Question]) -> None:
        self._reading = reading
        self._question = question

    async def __call__(self, asked: Asked) -> Response:
        """Wait for the position asked for, then answer from one moment of the views."""
        question = parsed(self._question, asked)
        if question.min_position and question.reads:
            await self._reading.reached(question.min_position, question.reads)
        return Json(await self._reading.ask(_answer, question))


def _answer(connection: Connection, question: Question) -> bytes:
    return b'{"position":%d,%s}' % (shown(connection, question.reads), question.ask(connection))


def parsed(question: type[BaseModel], asked: Asked) -> Any:  # noqa: ANN401 - the question's own class
    """Read the ids of the address and its parameters, each said once."""
    said: dict[str, str] = {}
    for name, value in asked.query_params.multi_items():
        if name in said or name in asked.ids:
            raise RequestInvalid(errors=[FieldError(("query",), "A parameter is given twice.", "SAID_TWICE")])
        said[name] = value
    shape, wire = _shape(question)
    return validated(shape, to_json(wire.from_texts({**said, **asked.ids})))


@cache
def _shape(question: type[BaseModel]) -> tuple[TypeAdapter[Any], Wire]:
    return TypeAdapter(question), Wire(question)
