"""What a log of facts can do, whatever keeps it: the library's DCB recorder, widened by requests and envelopes."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
)
from eventsourcing.dcb.popo import SimpleDCBReadResponse
from eventsourcing.persistence import IntegrityError, ProgrammingError

SEPARATOR = "\x1f"


class LogUnavailable(Exception):  # noqa: N818 - named like a refusal: it is an answer, not a bug
    """The log cannot be reached; whether the last append was stored is unknown, so repeat with the same key."""


class Question(NamedTuple):
    """Facts of any of these types that carry all of these tags."""

    tags: tuple[str, ...]
    types: tuple[str, ...]


class Request(NamedTuple):
    """Who asks for what, and the envelope that all facts of the answer share."""

    actor: str
    key: str
    # None: it has no name that anybody could repeat.
    digest: bytes | None
    on_behalf_of: str | None = None
    reason: str | None = None
    causation: str | None = None
    policy_version: str | None = None


class Entry(NamedTuple):
    """A fact on its way into the log; `owner` counts the batch's requests from 1."""

    type: str
    version: int
    data: str
    tags: tuple[str, ...]
    effective_at: datetime
    owner: int


class Fact(NamedTuple):
    """A fact as it is stored."""

    position: int
    type: str
    version: int
    data: str
    tags: Sequence[str]
    effective_at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    request: str
    reason: str | None
    causation: str | None
    policy_version: str | None


class Batch(NamedTuple):
    """What one commit appends, if none of the questions has a new answer since `after`."""

    after: int
    questions: Sequence[Question]
    entries: Sequence[Entry]
    requests: Sequence[Request]
    evidence: Sequence[tuple[str, str]] = ()


class Appended(NamedTuple):
    """Stored, from position `first` on."""

    first: int
    recorded_at: datetime


class Moved(NamedTuple):
    """Not stored: something that was read has changed."""

    head: int


class Repeated(NamedTuple):
    """Not stored: these requests (counted from 0) are in the log already."""

    requests: frozenset[int]


class Answer(NamedTuple):
    """Where the facts of an earlier request stand."""

    digest: bytes
    first: int
    last: int


class Log(DCBRecorder):
    """Facts in commit order at positions 1..n, without a hole."""

    @abstractmethod
    def record(self, batch: Batch) -> Appended | Moved | Repeated:
        """Append the batch in one durable commit, or say why not; nothing is ever half stored."""

    @abstractmethod
    def load(self, questions: Sequence[Question], upto: int) -> Iterator[tuple[int, Fact]]:
        """Stream the facts up to a position that answer each question, as (question number, fact)."""

    @abstractmethod
    def select(self, query: DCBQuery, after: int, limit: int | None) -> list[Fact]:
        """List the facts after a position that match any item of the query; no items match everything."""

    @abstractmethod
    def head(self) -> int:
        """Give the last position, 0 for an empty log."""

    @abstractmethod
    def answers(self, requests: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Answer]:
        """Look up earlier requests by (actor, key)."""

    @abstractmethod
    def at(self, ranges: Sequence[tuple[int, int]]) -> list[list[Fact]]:
        """List the facts at each range of positions first..last."""

    @abstractmethod
    def close(self) -> None:
        """Give back what the log holds open."""

    def between(self, first: int, last: int) -> list[Fact]:
        """List the facts at positions first..last."""
        return self.select(DCBQuery(), first - 1, last - first + 1)

    def about(self, tags: Sequence[str], types: Sequence[str], after: int, limit: int) -> list[Fact]:
        """List the facts after a position that carry all of these tags and are of any of these types."""
        items = [DCBQueryItem(types=list(types), tags=list(tags))] if tags or types else []
        return self.select(DCBQuery(items=items), after, limit)

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append bare events, as the library's interface has it."""
        if not events:
            raise ProgrammingError("there is nothing to append")
        now = datetime.now(UTC)
        entries = [Entry(e.type, 1, e.data.decode(), tuple(dict.fromkeys(e.tags)), now, 1) for e in events]
        questions: list[Question] = []
        after = self.head()
        if condition is not None:
            after = condition.after or 0
            items = condition.fail_if_events_match.items
            questions = [Question(tuple(i.tags), tuple(i.types)) for i in items] or [Question((), ())]
        outcome = self.record(Batch(after, questions, entries, [Request("library", "", None)]))
        if not isinstance(outcome, Appended):
            raise IntegrityError(condition)
        return outcome.first + len(entries) - 1

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        """Read bare events, as the library's interface has it."""
        # The head is taken first: a fact that arrives in between is read but not promised.
        head = self.head() or None
        facts = self.select(query or DCBQuery(), after or 0, limit)
        if limit is not None:
            head = facts[-1].position if facts else None
        return SimpleDCBReadResponse(iter([_sequenced(fact) for fact in facts]), head)


def _sequenced(fact: Fact) -> DCBSequencedEvent:
    return DCBSequencedEvent(DCBEvent(fact.type, fact.data.encode(), list(fact.tags)), fact.position)
