"""Take in one statement of another learning system."""

from collections.abc import Iterable, Sequence
from typing import Literal

from ledger.consequences import consequences
from ledger.events import CompletionRecorded, CompletionVoided, Event, StatementReceived, StatementVoided
from ledger.learning import Learner, completed
from ledger.models.awards import Awards, StatementFate
from ledger.recording import Command, Past
from ledger.refusals.attendance import InTheFuture
from ledger.refusals.learning import StatementConflict
from ledger.vocabulary import Digest, Id, Minutes, Moment, Score, Share

Meaning = Literal["completed", "passed", "failed", "attended", "satisfied", "voided", "evidence"]
PAYING: frozenset[Meaning] = frozenset(("completed", "passed", "failed", "attended", "satisfied"))


class ReceiveStatement(Command):
    """Keep a statement as evidence; completions are paid once, `voided` reverses, the rest earns nothing."""

    employee: Id
    course: Id
    statement: Id
    verb: Id
    meaning: Meaning
    at: Moment
    watched_share: Share | None = None
    minutes: Minutes | None = None
    score: Score | None = None
    passed: bool | None = None
    # The statement that a voiding one withdraws.
    target: Id | None = None
    evidence_digest: Digest
    raw: str

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse another content under a known id; a voiding may arrive before or after its target."""
        if self.at > past.now:
            raise InTheFuture
        asked = StatementFate(self.statement)
        learner = Learner.of(self.employee, self.course) if self.meaning in PAYING else None
        past.foresee(asked, *(learner or ()))
        fate = past.read(asked)
        if fate.received is not None:
            raise StatementConflict(statement=self.statement)
        received = StatementReceived(
            employee=self.employee,
            course=self.course,
            statement=self.statement,
            verb=self.verb,
            meaning=self.meaning,
            evidence=self.evidence_digest,
            effective_at=self.at,
        )
        if self.meaning == "voided" and self.target is not None:
            return [received, *self._voided(past, self.target)]
        if learner is None or fate.voided:
            return [received]
        return [received, *completed(past, learner, self._completion())]

    def evidence(self) -> Iterable[tuple[str, str]]:
        """Keep the statement as it was sent."""
        return [(self.evidence_digest, self.raw)]

    def said(self) -> dict[str, object]:
        """Tell requests apart by what the statement means: re-serialised, it is the same statement."""
        return self.model_dump(mode="json", exclude={"raw", "evidence_digest"})

    def _completion(self) -> CompletionRecorded:
        return CompletionRecorded(
            employee=self.employee,
            course=self.course,
            completion=self.statement,
            source="xapi",
            watched_share=self.watched_share,
            minutes=self.minutes,
            score=self.score,
            passed=False if self.meaning == "failed" else self.passed,
            effective_at=self.at,
        )

    def _voided(self, past: Past, target: str) -> list[Event]:
        fate = past.read(StatementFate(target))
        if fate.voided:
            return []
        withdrawn = StatementVoided(statement=target, voided_by=self.statement, effective_at=self.at)
        # A voiding cannot itself be voided (xAPI 1.0.3, 2.3.2), and one that is not here yet pays nothing later.
        if fate.received is None or fate.received.meaning not in PAYING:
            return [withdrawn]
        employee, course = fate.received.employee, fate.received.course
        award = past.read(Awards(employee, course)).by_activity.get(f"completion:{target}")
        if award is None or award.reversed:
            return [withdrawn]
        voided = CompletionVoided(
            employee=employee,
            course=course,
            completion=target,
            because="STATEMENT_VOIDED",
            effective_at=award.effective_at,
        )
        return [withdrawn, voided, *consequences(past, voided)]
