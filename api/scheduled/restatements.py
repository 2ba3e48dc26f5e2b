"""Restatements: what was proposed is previewed, what was approved is carried out, hand by hand.

A hand is one request, named after its people, and says up to whom it went: a run that was killed goes on behind it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from psycopg import Connection

from ledger.decisions.advance_restatement import AdvanceRestatement
from ledger.decisions.finish_restatement import FinishRestatement
from ledger.decisions.preview_restatement import PreviewRestatement
from ledger.decisions.restate_awards import RestateAwards
from ledger.events import Event, RestatementApproved
from ledger.recording import Caller, Command, utc_now
from ledger.refusals.proposals import ProposalDecided
from ledger.refusals.restatements import RestatementHandDone, RestatementNotApproved
from ledger.restating import counts, effect_of, stated
from ledger.writing import Ledger
from projections import bookmarks, restatements, transcript
from projections.restatements import CAUSE, Restatement
from projections.view import View

PAGE = 20_000
HAND = 100  # people and courses, whose facts share a commit
MOST = 1_000  # restatements that a run looks at
ACTOR = "restatements"
VIEWS: tuple[View, ...] = (restatements, transcript)

Hand = tuple[tuple[str, str], ...]
Progress = Callable[[int, int], None]  # (people and courses, of how many: not known before the end)


class Restated(NamedTuple):
    """How many restatements were previewed, and how many carried out."""

    previewed: int
    finished: int


def restate(ledger: Ledger, connection: Connection, progress: Progress | None = None) -> Restated:
    """Preview what nobody has seen yet, and carry out what was approved."""
    proposed = restatements.restatements(connection, state="proposed", limit=MOST)
    approved = restatements.restatements(connection, state="approved", limit=MOST)
    return Restated(
        sum([_preview(ledger, connection, one) for one in proposed]),
        sum([_carry_out(ledger, connection, one, progress) for one in approved]),
    )


def _preview(ledger: Ledger, connection: Connection, one: Restatement) -> bool:
    """Decide everything as if it were approved, record nothing of it but what it would come to."""
    as_of = bookmarks.read(connection, "live")[transcript.NAME].position
    given = [RestatementApproved(restatement=one.restatement, approver=ACTOR, effective_at=utc_now()), *stated(one)]
    facts: list[Event] = []
    for hand in _hands(connection, one):
        facts += [fact for fact in ledger.rehearse(_commands(one, hand), _caller(one), given) if counts(fact)]
    try:
        ledger.record(
            PreviewRestatement(restatement=one.restatement, as_of=as_of, effect=effect_of(facts)), _caller(one)
        )
    except ProposalDecided:
        return False
    return True


def _carry_out(ledger: Ledger, connection: Connection, one: Restatement, progress: Progress | None) -> bool:
    """Take everybody through it; what another run does meanwhile is not done twice."""
    if one.decided is None or bookmarks.read(connection, "live")[transcript.NAME].position < one.decided:
        return False  # Whoever was awarded something before the approval may be missing still.
    done = one.awards
    for hand in _hands(connection, one):
        with suppress(RestatementHandDone):
            ledger.record_together(_commands(one, hand), _caller(one, sha256(repr(hand).encode()).hexdigest()))
        done += len(hand)
        if progress:
            progress(done, done)
    try:
        return not ledger.record(FinishRestatement(restatement=one.restatement), _caller(one, "finish")).repeat
    except RestatementNotApproved:
        return False


def _hands(connection: Connection, one: Restatement) -> Iterator[Hand]:
    """Cut into hands whoever may be concerned; of a session all are one, for their trainer's points are one."""
    after = ("", "") if one.last is None else (one.last[0], one.last[1])
    while page := transcript.awarded(
        connection, since=one.since, session=one.session, course=one.course, after=after, limit=PAGE
    ):
        size = len(page) if one.session else HAND
        for start in range(0, len(page), size):
            yield tuple((employee, course) for employee, course in page[start : start + size])
        after = page[-1]


def _commands(one: Restatement, hand: Hand) -> tuple[Command, ...]:
    restatement = one.restatement
    each = [RestateAwards(restatement=restatement, employee=employee, course=course) for employee, course in hand]
    return (AdvanceRestatement(restatement=restatement, hand=hand), *each)


def _caller(one: Restatement, request: str | None = None) -> Caller:
    cause = f"{CAUSE}{one.restatement}"
    return Caller(ACTOR, request and f"{cause}:{request}", reason=one.because, causation=cause)
