"""What a restatement changes: the fact that states it, and then each person's awards."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from ledger.consequences import consequences
from ledger.events import (
    AttendanceVoided,
    CompletionVoided,
    CourseRevalued,
    CreditsAwarded,
    CreditsReversed,
    Effect,
    Event,
    PointsEarned,
    PointsReversed,
    SessionVoided,
)
from ledger.models.attendance import Presence
from ledger.models.awards import Awards
from ledger.models.restatements import RestatementSoFar
from ledger.models.sessions import SessionSoFar
from ledger.reckoning import reckoned_anew
from ledger.recording import Past
from ledger.recounting import recounted
from ledger.refusals.restatements import RestatementNotApproved
from ledger.vocabulary import NOTHING

Moved = CreditsAwarded | CreditsReversed | PointsEarned | PointsReversed


class Asked(Protocol):
    """What is known of a restatement, from its proposal or from a view of it."""

    @property
    def restatement(self) -> str: ...  # noqa: D102 - as in the proposal
    @property
    def since(self) -> datetime: ...  # noqa: D102 - as above
    @property
    def session(self) -> str | None: ...  # noqa: D102 - as above
    @property
    def course(self) -> str | None: ...  # noqa: D102 - as above
    @property
    def credits(self) -> Decimal | None: ...  # noqa: D102 - as above
    @property
    def because(self) -> str: ...  # noqa: D102 - as above


def stated(asked: Asked) -> list[Event]:
    """Say what was so all along; a policy was published already."""
    if asked.session is not None:
        about = {"session": asked.session, "restatement": asked.restatement, "because": asked.because}
        return [SessionVoided(**about, effective_at=asked.since)]
    if asked.course is not None and asked.credits is not None:
        return [
            CourseRevalued(
                course=asked.course,
                credits=asked.credits,
                restatement=asked.restatement,
                because=asked.because,
                effective_at=asked.since,
            )
        ]
    return []


def restated(past: Past, restatement: str, employee: str, course: str) -> list[Event]:
    """Carry a person's awards for a course into the world that was stated."""
    so_far = past.read(RestatementSoFar(restatement))
    asked = so_far.proposed
    if so_far.state != "approved":
        raise RestatementNotApproved(restatement=restatement, state=so_far.state)
    awards = past.read(Awards(employee, course))
    if asked.session is None:
        return reckoned_anew(past, awards, recounted(past, awards, asked.since), restatement)
    return _without(past, awards, asked.session, asked.because)


def _without(past: Past, awards: Awards, session: str, because: str) -> list[Event]:
    """Void what the person did for a session: being there, or making up for it."""
    presence = past.read(Presence(awards.employee, session))
    _, ends_at = past.read(SessionSoFar(session)).times
    about = {"employee": awards.employee, "course": awards.course, "because": because}
    causes: list[AttendanceVoided | CompletionVoided] = []
    if presence.minutes:
        causes.append(AttendanceVoided(**about, session=session, minutes_before=presence.minutes, effective_at=ends_at))
    made_up = [
        CompletionVoided(**about, completion=name.removeprefix("completion:"), effective_at=award.effective_at)
        for name, award in awards.by_activity.items()
        if award.makes_up == session and not award.voided
    ]
    causes += made_up
    if not causes:
        return []
    return [*causes, *consequences(past, causes[0], also=made_up)]


def counts(fact: Event) -> bool:
    """Tell whether a fact moves credits or points."""
    return isinstance(fact, Moved)


def effect_of(facts: Iterable[Event]) -> Effect:
    """Add up what was taken and given."""
    moved = [fact for fact in facts if isinstance(fact, Moved)]
    credits_awarded = credits_reversed = NOTHING
    points_earned = points_reversed = debt = 0
    for fact in moved:
        match fact:
            case CreditsAwarded():
                credits_awarded += fact.credits
            case CreditsReversed():
                credits_reversed += fact.credits
            case PointsEarned():
                points_earned += fact.points
            case PointsReversed():
                points_reversed += fact.points
                debt += fact.debt
    return Effect(
        people=len({fact.employee for fact in moved}),
        credits_reversed=credits_reversed,
        credits_awarded=credits_awarded,
        points_reversed=points_reversed,
        points_earned=points_earned,
        debt=debt,
    )
