"""The log in memory, for specs: the same semantics as PostgreSQL, held to them by one conformance test."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from eventsourcing.dcb.api import DCBQuery, DCBSubscription
from eventsourcing.dcb.persistence import DCBListenNotifySubscription

from ledger.log.log import Answer, Appended, Batch, Fact, Log, Moved, Question, Repeated


class MemoryLog(Log):
    """A list of facts behind a lock."""

    def __init__(self) -> None:
        self._facts: list[Fact] = []
        self._tagged: defaultdict[str, list[Fact]] = defaultdict(list)
        self._answers: dict[tuple[str, str], Answer] = {}
        self._lock = threading.RLock()
        self._listeners: set[threading.Event] = set()
        self.evidence: dict[str, str] = {}

    def record(self, batch: Batch) -> Appended | Moved | Repeated:
        """Append under the lock, after the same checks in the same order as the SQL function."""
        with self._lock:
            again = frozenset(
                n for n, r in enumerate(batch.requests) if r.digest is not None and (r.actor, r.key) in self._answers
            )
            if again:
                return Repeated(again)
            since = self._facts[batch.after :]
            if any(_answers(fact, question) for fact in since for question in batch.questions):
                return Moved(len(self._facts))
            return self._append(batch)

    def _append(self, batch: Batch) -> Appended:
        first = len(self._facts) + 1
        stamp = datetime.now(UTC)
        if self._facts:
            stamp = max(stamp, self._facts[-1].recorded_at)
        for position, entry in enumerate(batch.entries, first):
            request = batch.requests[entry.owner - 1]
            fact = Fact(
                position,
                entry.type,
                entry.version,
                entry.data,
                entry.tags,
                entry.effective_at,
                stamp,
                request.actor,
                request.on_behalf_of,
                request.key,
                request.reason,
                request.causation,
                request.policy_version,
            )
            self._facts.append(fact)
            for tag in set(entry.tags):
                self._tagged[tag].append(fact)
            if request.digest is not None:
                begun = self._answers.get((request.actor, request.key))
                self._answers[request.actor, request.key] = Answer(
                    request.digest, begun.first if begun else position, position
                )
        for digest, body in batch.evidence:
            self.evidence.setdefault(digest, body)
        for listener in self._listeners:
            listener.set()
        return Appended(first, stamp)

    def load(self, questions: Sequence[Question], upto: int) -> Iterator[tuple[int, Fact]]:
        """Filter what carries a question's first tag."""
        for number, question in enumerate(questions):
            with self._lock:
                facts = (self._tagged.get(question.tags[0], []) if question.tags else self._facts).copy()
            for fact in facts:
                if fact.position <= upto and _answers(fact, question):
                    yield number, fact

    def select(self, query: DCBQuery, after: int, limit: int | None) -> list[Fact]:
        """Filter the list."""
        questions = [Question(tuple(i.tags), tuple(i.types)) for i in query.items] or [Question((), ())]
        with self._lock:
            found = [f for f in self._facts[after:] if any(_answers(f, question) for question in questions)]
        return found[:limit]

    def head(self) -> int:
        """Count the facts."""
        return len(self._facts)

    def answers(self, requests: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Answer]:
        """Look the requests up."""
        with self._lock:
            return {request: self._answers[request] for request in requests if request in self._answers}

    def at(self, ranges: Sequence[tuple[int, int]]) -> list[list[Fact]]:
        """Cut the list."""
        with self._lock:
            return [self._facts[first - 1 : last] for first, last in ranges]

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> DCBSubscription["MemoryLog"]:
        """Follow the list."""
        return _MemorySubscription(self, query=query, after=after)

    def listen(self, event: threading.Event) -> None:
        """Have an event set at every append."""
        self._listeners.add(event)

    def unlisten(self, event: threading.Event) -> None:
        """Stop setting the event."""
        self._listeners.discard(event)

    def close(self) -> None:
        """Nothing is held open."""


class _MemorySubscription(DCBListenNotifySubscription[MemoryLog]):
    def __init__(self, recorder: MemoryLog, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder=recorder, query=query, after=after)
        recorder.listen(self._has_been_notified)

    def stop(self) -> None:
        super().stop()
        self._recorder.unlisten(self._has_been_notified)


def _answers(fact: Fact, question: Question) -> bool:
    return (not question.types or fact.type in question.types) and all(tag in fact.tags for tag in question.tags)
