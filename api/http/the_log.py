"""The log itself, for auditors: facts as they are stored, by position, by tag, by type."""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from pydantic import Field
from pydantic_core import to_json
from starlette.responses import Response

from api.http.answers import Json
from api.http.in_time import on_a_thread
from api.http.problems import PositionAhead, PositionUnknown
from api.http.questions.question import (
    Cursor,
    Limit,
    Position,
    Question,
    Source,
    page_json,
    parsed,
    read_cursor,
    write_cursor,
)
from api.http.routes import Asked
from ledger.events import REGISTRY, TAGS
from ledger.log.log import Fact, Log
from ledger.vocabulary import ID_PATTERN

Tag = Annotated[str, Field(pattern=rf"^({'|'.join(sorted(TAGS))}):{ID_PATTERN}$")]
FactType = Annotated[str, Field(pattern=rf"^({'|'.join(sorted(REGISTRY))})$")]


class StoredFact(NamedTuple):
    """A fact with its envelope; `data` is exactly what was decided."""

    position: int
    type: str
    version: int
    tags: list[str]
    effective_at: str
    recorded_at: str
    actor: str
    on_behalf_of: str | None
    request: str
    reason: str | None
    causation: str | None
    policy_version: str | None
    data: dict[str, Any]


class Facts(Question):
    """Facts in the order of the log, all of them or those with a tag or of a type."""

    of = Source(StoredFact, ())
    many = True

    tag: Tag | None = None
    type: FactType | None = None
    after: Position = Field(default=0, description="Begin behind this position.")
    cursor: Cursor | None = None
    limit: Limit = 50


class OneFact(Question):
    """The fact at one position."""

    of = Source(StoredFact, ())

    at: Position


class Auditing:
    """Answers from the log, which is never behind itself."""

    def __init__(self, log: Log, question: type[Question], answer: Callable[[Log, Any], bytes]) -> None:
        self._log = log
        self._question = question
        self._answer = answer

    async def __call__(self, asked: Asked) -> Response:
        """Read on a thread: the log waits for its database."""
        question = parsed(self._question, asked)
        return Json(await on_a_thread(lambda: self._answer(self._log, question)))


def page_of_facts(log: Log, question: Facts) -> bytes:
    """Give one page of facts; the head is looked at first, so it never promises too much."""
    head = reached(log, question.min_position)
    after = question.after
    if question.cursor is not None:
        (after,) = read_cursor(question.cursor, "Facts", (Position,))
    tags = [question.tag] if question.tag else []
    types = [question.type] if question.type else []
    facts = log.about(tags, types, after, question.limit + 1)
    page = facts[: question.limit]
    more = write_cursor("Facts", [page[-1].position]) if len(facts) > len(page) else None
    return b'{"position":%d,%s}' % (head, page_json([_stored(fact) for fact in page], more))


def fact_at(log: Log, question: OneFact) -> bytes:
    """Give the fact at one position."""
    facts = log.between(question.at, question.at) if question.at else []
    if not facts or facts[0].position != question.at:
        raise PositionUnknown
    return b'{"position":%d,"item":%s}' % (reached(log, question.min_position), _stored(facts[0]))


def reached(log: Log, wanted: int) -> int:
    """The log is never behind itself; a position it has not reached will not come by waiting."""
    head = log.head()
    if wanted > head:
        raise PositionAhead(wanted=wanted, position=head)
    return head


def _stored(fact: Fact) -> bytes:
    envelope = fact._asdict()
    data: str = envelope.pop("data")
    # Of a whole append, and no use without the rest of it: leaves have it.
    del envelope["writer"], envelope["signature"]
    return to_json(envelope)[:-1] + b',"data":' + data.encode() + b"}"
