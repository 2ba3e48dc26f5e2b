"""What counts of a person's presence in a session: minutes, how they were shown, prompts answered."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from ledger.calculators import Basis, Worth
from ledger.earning import Activity
from ledger.events.attendance import Status
from ledger.events.courses import Course
from ledger.models.attendance import Stay
from ledger.models.prompts import Prompts
from ledger.models.sessions import SessionSoFar
from ledger.policy import AttendancePolicy, Policy
from ledger.spans import united
from ledger.vocabulary import NOTHING, Shortfall

Span = tuple[datetime, datetime]


class Verified(NamedTuple):
    """A person's presence as it counts, and what it is worth by itself."""

    minutes: int
    status: Status
    basis: Basis
    worth: Worth


def verified(  # noqa: PLR0913 - what a verdict rests on
    stays: Sequence[Stay],
    session: SessionSoFar,
    prompts: Prompts,
    answered: AbstractSet[str],
    course: Course,
    policy: Policy,
    *,
    whole: Decimal | None = None,
) -> Verified:
    """Count all minutes for the attendance, and for credit those that were shown surely enough."""
    spans = session.spans
    sure = [stay for stay in stays if policy.assurance.suffices(stay.methods, course.kind)]
    rules = policy.attendance
    there, surely_there = covered(stays, spans, rules), covered(sure, spans, rules)
    shown = prompts.shown_within(there)
    basis = Basis(
        minutes=_minutes(surely_there, spans, rules),
        of_minutes=session.minutes,
        whole=course.credits if whole is None else whole,
        online=session.planned.mode != "on_site",
        methods=tuple(sorted({method for stay in sure for method in stay.methods})),
        checks_shown=len(shown),
        checks_answered=len(answered & shown),
        policy=policy.version,
        calculator=policy.calculators.calculator(course.calculator),
    )
    minutes = _minutes(there, spans, rules)
    shortfall = _shortfall(minutes, basis, policy)
    worth = basis.calculator.worth(basis) if shortfall is None else Worth(NOTHING, shortfall)
    return Verified(minutes, _status(stays, minutes, spans, rules), basis, worth)


def attended(session: SessionSoFar, found: Verified, course: Course) -> Activity:
    """Make an activity of a verified presence, dated at the session's end."""
    credits_, shortfall = found.worth
    _, ends_at = session.times
    name = f"session:{session.session}"
    return Activity(
        name,
        credits_,
        ends_at,
        shortfall,
        session.session,
        found.minutes,
        found.basis,
        course.kind,
        course.category,
    )


def covered(stays: Iterable[Stay], spans: Sequence[Span], rules: AttendancePolicy) -> list[Span]:
    """Unite the stays and clip them to what is taught."""
    ends_at = spans[-1][1]
    kept = [stay for stay in stays if stay.ends is not None or rules.open_stay_counts]
    known = [(stay.begins, stay.ends or ends_at) for stay in kept]
    return [piece for span in spans for piece in united(known, *span)]


def _minutes(there: Sequence[Span], spans: Sequence[Span], rules: AttendancePolicy) -> int:
    """Count whole minutes, forgiving every absence that ends, or begins, within the grace at either end."""
    starts_at, ends_at = spans[0][0], spans[-1][1]
    by = starts_at + timedelta(minutes=rules.arrival_grace_minutes)
    until = ends_at - timedelta(minutes=rules.leaving_grace_minutes)
    # Not only the first arrival: who looks in at the first second and comes back in time is not worse off for it.
    forgiven = [(starts_at, begins) for begins, _ in there if begins <= by]
    forgiven += [(ends, ends_at) for _, ends in there if ends >= until]
    # Once more, because a pause may lie within the grace.
    pieces = (piece for span in spans for piece in united([*there, *forgiven], *span))
    return sum(int((ends - begins).total_seconds()) for begins, ends in pieces) // 60


def _shortfall(minutes: int, basis: Basis, policy: Policy) -> Shortfall | None:
    rules = policy.attendance
    if minutes == 0 or basis.of_minutes == 0:
        return "ABSENT"
    least = basis.of_minutes * rules.minimum_share if basis.calculator.by_share else 1
    if basis.minutes < least:
        return "ASSURANCE_TOO_LOW" if minutes >= least else "TOO_SHORT"
    if basis.checks_answered < basis.checks_shown * rules.minimum_answered_share:
        return "PROMPTS_MISSED"
    return None


def _status(stays: Iterable[Stay], minutes: int, spans: Sequence[Span], rules: AttendancePolicy) -> Status:
    if minutes == 0:
        return "absent"
    late_from = spans[0][0] + timedelta(minutes=rules.late_after_minutes)
    return "late" if min(stay.begins for stay in stays) > late_from else "present"
