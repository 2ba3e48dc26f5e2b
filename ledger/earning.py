"""What an activity earns: the ordered rules, pure and fed by models. Outcomes are stored, never recomputed."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.calculators import Basis
from ledger.events import (
    CreditsAwarded,
    CreditsReversed,
    DebtSettled,
    Event,
    LotExtended,
    LotPart,
    PointsActivated,
    PointsEarned,
    PointsExpired,
    PointsReversed,
)
from ledger.events.earnings import Source
from ledger.lots import lifetime
from ledger.models.awards import Awards
from ledger.models.purse import Debt, Lot, Purse
from ledger.policy import Policy
from ledger.vocabulary import NOTHING, CourseCategory, CourseKind, Shortfall


class Activity(NamedTuple):
    """Something learnt: what it is called, what it is worth by itself, and why it may earn nothing."""

    name: str
    worth: Decimal
    effective_at: datetime
    shortfall: Shortfall | None = None
    session: str | None = None
    minutes: int | None = None
    basis: Basis | None = None
    kind: CourseKind | None = None
    category: CourseCategory | None = None
    makes_up: str | None = None


def earned(activity: Activity, awards: Awards, debt: Debt, policy: Policy) -> list[Event]:
    """Award an activity to a learner: once per person, course and period; a repeat earns 0 and says of what."""
    repeat_of = None
    # What is worth nothing is no repeat, and no other activity is a repeat of it.
    if activity.shortfall is None and activity.worth > 0:
        repeat_of = awards.paid(policy.one_period(activity.effective_at), but=activity.name)
    return awarded(activity, awards, debt.points, policy, repeat_of=repeat_of)


def awarded(  # noqa: PLR0913 - what an award rests on
    activity: Activity,
    awards: Awards,
    debt: int,
    policy: Policy,
    *,
    repeat_of: str | None,
    lots_before: int = 0,
    restatement: str | None = None,
) -> list[Event]:
    """Award an activity whose place in line is known."""
    shortfall = activity.shortfall if repeat_of is None else "REPEAT"
    credits_ = activity.worth if shortfall is None else NOTHING
    facts: list[Event] = [
        CreditsAwarded(
            employee=awards.employee,
            course=awards.course,
            session=activity.session,
            activity=activity.name,
            credits=credits_,
            worth=activity.worth,
            minutes=activity.minutes,
            shortfall=shortfall,
            basis=activity.basis,
            makes_up=activity.makes_up,
            repeat_of=repeat_of,
            kind=activity.kind,
            category=activity.category,
            restatement=restatement,
            effective_at=activity.effective_at,
        )
    ]
    points = int(credits_ * policy.learner.points_per_credit)
    if points > 0:
        facts += points_earned(
            PointsEarned(
                employee=awards.employee,
                session=activity.session,
                lot=lot_name("learning", activity.name, lots_before),
                source="learning",
                points=points,
                **lifetime(activity.effective_at, policy),
                effective_at=activity.effective_at,
            ),
            debt,
        )
    return facts


def points_earned(earning: PointsEarned, debt: int) -> list[Event]:
    """Add what the new lot pays off at once, if the person owes points."""
    if debt <= 0:
        return [earning]
    paid: dict[str, Any] = {
        "employee": earning.employee,
        "lot": earning.lot,
        "points": min(debt, earning.points),
        "effective_at": earning.effective_at,
    }
    # What pays a debt off does not wait.
    first = [] if earning.activates_at is None else [PointsActivated(**paid)]
    return [earning, *first, DebtSettled(**paid)]


def given_back(
    purse: Purse, parts: Iterable[LotPart], at: datetime, grace_until: datetime | None = None
) -> list[Event]:
    """Pay debt off with what comes back, in the order of their lots; what is past its date lapses or is extended."""
    facts: list[Event] = []
    debt = purse.debt
    for name, points in parts:
        paid = min(points, debt)
        if paid > 0:
            facts.append(DebtSettled(employee=purse.employee, lot=name, points=paid, effective_at=at))
            debt -= paid
        expires_at = purse.lots[name].expires_at
        if points > paid and expires_at is not None and expires_at <= purse.open_until(at):
            # Dated now: until now these points were spent or held, and could not lapse.
            facts.append(
                PointsExpired(employee=purse.employee, lot=name, points=points - paid, effective_at=at)
                if grace_until is None
                else LotExtended(employee=purse.employee, lot=name, expires_at=grace_until, effective_at=at)
            )
    return facts


def reversed_(activity: str, awards: Awards, purse: Purse) -> list[Event]:
    """Take back the credits and the live lots of an activity, dated when they were earned."""
    award = awards.by_activity[activity]
    session = session_of(activity)
    facts: list[Event] = [
        CreditsReversed(
            employee=awards.employee,
            course=awards.course,
            session=session,
            activity=activity,
            credits=award.credits,
            effective_at=award.effective_at,
        )
    ]
    return facts + lots_reversed(purse, activity, session, award.effective_at)


def session_of(activity: str) -> str | None:
    """Name the session that an activity was, if it was one."""
    return activity.removeprefix("session:") if activity.startswith("session:") else None


def lots_reversed(
    purse: Purse, activity: str, session: str | None, at: datetime, source: Source = "learning"
) -> list[Event]:
    """Take back what is left of an activity's lots; what is gone becomes a debt, never clamped at zero."""
    return [
        PointsReversed(
            employee=purse.employee,
            session=session,
            lot=name,
            source=source,
            points=lot.points,
            taken=lot.left,
            debt=lot.gone,
            pending=lot.pending,
            effective_at=at,
        )
        for name, lot in lots_of(source, activity, purse)
        # A lot that was deducted wholly has nothing that could be taken back again.
        if lot.points and not lot.reversed
    ]


def lots_of(source: Source, activity: str, purse: Purse) -> list[tuple[str, Lot]]:
    """List the lots an activity earned, live or reversed."""
    return [(name, lot) for name, lot in purse.lots.items() if _earned_by(name) == (source, activity)]


def lot_name(source: Source, activity: str, lots_before: int) -> str:
    """Name a lot after what earned it; after a correction the same activity earns a second one."""
    # The number stands before the first slash, where no id can: behind, `S-1#2` might be a session of its own.
    return f"{source}/{activity}" if lots_before == 0 else f"{source}#{lots_before + 1}/{activity}"


def _earned_by(lot: str) -> tuple[str, str]:
    numbered, _, activity = lot.partition("/")
    return numbered.partition("#")[0], activity
