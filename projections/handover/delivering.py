"""One subscriber's turn: what is due is tried again, what is new is tried, and both are written down together."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Final, NamedTuple

from psycopg import Connection

from ledger.log.log import Fact
from projections.audit import signed
from projections.handover import cloud_event, outbox
from projections.handover.addresses import Rules
from projections.handover.outbox import Failure, Head, Subscriber
from projections.handover.receiver import AT_ONCE, Answer, Receiver
from projections.handover.retrying import Patience, retry_after
from projections.handover.signing import headers

BATCH: Final = 256  # facts of a turn, which a kill may have delivered a second time
SLOW, QUICK = 4.0, 1.0  # seconds of a turn
FAILING_MAX: Final = 100  # subjects; beyond, the receiver is down, and nothing new is tried
PAUSED_GONE: Final = "GONE"

Post = Callable[[Fact], Answer]


class Run(NamedTuple):
    """Facts of one subject in their order: the first `attempts` times in vain."""

    subject: str
    facts: Sequence[Fact]
    attempts: int = 0


class Ran(NamedTuple):
    """How many of a run's facts were accepted, and what the next one met."""

    run: Run
    accepted: int
    met: Answer | None


class Delivery:
    """Tells one subscriber; the database says how far, so that a kill forgets nothing."""

    def __init__(self, connection: Connection, name: str, rules: Rules, patience: Patience) -> None:
        self._connection = connection
        self._name = name
        self._rules = rules
        self._patience = patience
        self._batch = BATCH
        self._receiver: tuple[str, Receiver] | None = None
        self._source = ""
        self._threads = ThreadPoolExecutor(AT_ONCE, "deliver")

    def close(self) -> None:
        """Let go of the receiver; what is on its way ends within its own time."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._receiver:
            self._receiver[1].close()

    def turn(self) -> bool | None:
        """Do what there is to do; whether there was anything, None for a subscriber that is paused or gone."""
        to = outbox.subscriber(self._connection, self._name)
        if to is None:
            return None
        if to.rests:
            return False
        waiting = outbox.heads(self._connection, to.subscriber)
        new, until = self._new(to, waiting)
        again = self._again(to, waiting)
        runs = [*again, *(run for run in new if run.subject not in waiting)]
        if not runs and until == to.position:
            return False
        began = time.monotonic()
        ran = self._deliver(to, runs)
        self._pace(time.monotonic() - began)
        self._settle(to, until, ran, [run for run in new if run.subject in waiting], len(again))
        return True

    def _new(self, to: Subscriber, waiting: dict[str, Head]) -> tuple[list[Run], int]:
        """Give the next facts by subject, fewer the more subjects fail."""
        room = FAILING_MAX - sum(head.state == "waiting" for head in waiting.values())
        limit = self._batch if room == FAILING_MAX else min(self._batch, max(room, 0))
        head = signed.durable_head(self._connection) if limit else 0
        if head <= to.position:
            return [], to.position
        facts, until = outbox.facts(self._connection, to.wanted, to.position, head, limit)
        by_subject: dict[str, list[Fact]] = {}
        for fact in facts:
            by_subject.setdefault(cloud_event.subject_of(fact.tags), []).append(fact)
        return [Run(subject, some) for subject, some in by_subject.items()], until

    def _again(self, to: Subscriber, waiting: dict[str, Head]) -> list[Run]:
        due = [head for head in waiting.values() if head.state == "waiting" and head.due][: self._batch]
        held = ((head, outbox.held(self._connection, to.subscriber, head.subject, self._batch)) for head in due)
        return [Run(head.subject, facts, head.attempts) for head, facts in held if facts]

    def _deliver(self, to: Subscriber, runs: Sequence[Run]) -> list[Ran]:
        """Deliver many subjects at once, each in its order."""
        if not runs:
            return []
        if not self._source:
            first = outbox.first_fact(self._connection)
            assert first is not None  # noqa: S101 - there is something to deliver
            self._source = cloud_event.source_of(first)
        receiver = self._receiving(to.url)

        def post(fact: Fact) -> Answer:
            body = cloud_event.write(fact, self._source)
            return receiver.post(body, headers(cloud_event.id_of(fact), int(time.time()), body, to.secrets))

        futures = [self._threads.submit(_run, run, post) for run in runs]
        pending: set[Future[Ran]] = set(futures)
        while pending:
            _, pending = wait(pending, timeout=1.0)
            receiver.cut_late()
        return [future.result() for future in futures]

    def _receiving(self, url: str) -> Receiver:
        if self._receiver is None or self._receiver[0] != url:
            self._receiver = url, Receiver(url, self._rules)
        return self._receiver[1]

    def _settle(self, to: Subscriber, until: int, ran: Sequence[Ran], behind: Sequence[Run], again: int) -> None:
        """Keep what failed and what waits behind it; move the bookmark past all of it."""
        now = datetime.now(UTC)
        rests = [wish for one in ran if one.met and (wish := retry_after(one.met.retry_after, now))]
        kept = [(run, fact) for run in behind for fact in run.facts]
        kept += [(one.run, fact) for one in ran if one.met for fact in one.run.facts[one.accepted :]]
        settled = outbox.settle(
            self._connection,
            to,
            until,
            delivered=sum(one.accepted for one in ran),
            done=[fact.position for one in ran[:again] for fact in one.run.facts[: one.accepted]],
            kept=[(fact.position, run.subject, fact.type) for run, fact in kept],
            failed=[self._failure(one, one.met, now) for one in ran if one.met],
        )
        if settled and any(one.met and one.met.gone for one in ran):
            outbox.pause(self._connection, to.subscriber, PAUSED_GONE)
        elif settled and rests:
            outbox.rest(self._connection, to.subscriber, max(rests))

    def _failure(self, one: Ran, met: Answer, now: datetime) -> Failure:
        attempts = (one.run.attempts if one.accepted == 0 else 0) + 1
        wanted = retry_after(met.retry_after, now) or now
        next_at = max(wanted, now + self._patience.pause(attempts))
        dead = attempts >= self._patience.attempts
        return Failure(one.run.facts[one.accepted].position, attempts, next_at, dead, met.status, met.problem)

    def _pace(self, seconds: float) -> None:
        """Take smaller turns of a slow receiver, so that whoever stops us, or is due, waits seconds and not minutes."""
        if seconds > SLOW:
            self._batch = max(AT_ONCE, self._batch // 2)
        elif seconds < QUICK:
            self._batch = min(BATCH, self._batch * 2)


def _run(run: Run, post: Post) -> Ran:
    for number, fact in enumerate(run.facts):
        answer = post(fact)
        if not answer.accepted:
            return Ran(run, number, answer)
    return Ran(run, len(run.facts), None)
