"""What follows from an attendance, undone in one linked bundle: afterwards every view reads as if it never was."""

from collections.abc import Sequence
from datetime import datetime

from ledger.earning import (
    Activity,
    earned,
    lot_name,
    lots_of,
    lots_reversed,
    points_earned,
    reversed_,
)
from ledger.events import (
    AttendanceCorrected,
    AttendanceVoided,
    CompletionVoided,
    Event,
    PointsEarned,
    PointsReversed,
    RatingClosed,
    RatingDiscounted,
)
from ledger.lots import lifetime
from ledger.models.awards import Awards
from ledger.models.purse import Debt, Purse
from ledger.models.sessions import Ratings
from ledger.recording import Past
from ledger.teaching import teaching_followed

Cause = AttendanceVoided | AttendanceCorrected | CompletionVoided


def consequences_undone(past: Past, cause: Cause, *, discount_rating: bool) -> list[Event]:
    """Reverse the award and its lots; pay the repeat that now comes first; drop the rating that rested on it."""
    session = None if isinstance(cause, CompletionVoided) else cause.session
    activity = f"completion:{cause.completion}" if isinstance(cause, CompletionVoided) else f"session:{session}"
    awards = past.read(Awards(cause.employee, cause.course))
    purse = past.read(Purse(cause.employee))
    facts: list[Event] = []
    if activity in awards.by_activity and not awards.by_activity[activity].reversed:
        facts += reversed_(activity, awards, purse, session)
        # A correction pays the activity anew, so its repeats stay repeats; see `earned_anew`.
        if not isinstance(cause, AttendanceCorrected) or cause.minutes == 0:
            facts += _next_paid(past, activity, awards, facts)
    if discount_rating and session is not None:
        facts += _rating_discounted(past, session, cause.employee)
    return facts if isinstance(cause, CompletionVoided) else facts + teaching_followed(past, cause)


def earned_anew(past: Past, cause: AttendanceCorrected, activity: Activity, undone: Sequence[Event]) -> list[Event]:
    """Award the corrected activity; if it now earns nothing, the repeat behind it is paid instead."""
    awards = past.read(Awards(cause.employee, cause.course))
    purse = past.read(Purse(cause.employee))
    lots_before = len(lots_of("learning", activity.name, purse))
    debt = _debt_after(past, cause.employee, undone)
    policy = past.policy_for(cause.employee, activity.effective_at)
    facts = earned(activity, awards, debt, policy, lots_before=lots_before)
    if activity.shortfall is not None and activity.name in awards.by_activity:
        facts += _next_paid(past, activity.name, awards, undone)
    return facts


def _next_paid(past: Past, activity: str, awards: Awards, undone: Sequence[Event]) -> list[Event]:
    """Pay the earliest repeat of the same year that earned 0 only because this activity had been paid."""
    award = awards.by_activity[activity]

    def repeats(moment: datetime) -> bool:
        """Go by the rules of the repeat: they made it one."""
        return past.policy_for(awards.employee, moment).one_period(moment)(award.effective_at)

    next_one = awards.next_in_line(repeats, after=activity) if award.credits > 0 else None
    if next_one is None:
        return []
    repeat = awards.by_activity[next_one]
    session = next_one.removeprefix("session:") if next_one.startswith("session:") else None
    paid = Activity(
        next_one,
        repeat.worth,
        repeat.effective_at,
        None,
        session,
        repeat.minutes,
        repeat.basis,
        repeat.kind,
        repeat.category,
    )
    purse = past.read(Purse(awards.employee))
    without = _without(awards, activity)
    return earned(
        paid,
        without,
        _debt_after(past, awards.employee, undone),
        past.policy_for(awards.employee, repeat.effective_at),
        lots_before=len(lots_of("learning", next_one, purse)),
    )


def _without(awards: Awards, activity: str) -> Awards:
    """The same awards in the world where the activity has been reversed."""
    award = awards.by_activity[activity]
    world = Awards(awards.employee, awards.course)
    world.by_activity = awards.by_activity | {
        activity: award._replace(credits=award.credits - award.credits, reversed=True)
    }
    return world


def _debt_after(past: Past, employee: str, undone: Sequence[Event]) -> Debt:
    """What the person owes once the facts of this bundle are stored, so that new points pay it off."""
    world = Debt(employee)
    world.points = past.read(Debt(employee)).points
    for fact in undone:
        if isinstance(fact, PointsReversed) and fact.employee == employee:
            world.apply(fact)
    return world


def _rating_discounted(past: Past, session: str, employee: str) -> list[Event]:
    """Drop the person's rating; if the mean crosses the line, the trainer's bonus follows it."""
    ratings = past.read(Ratings(session))
    if employee not in ratings.scores or ratings.trainer is None:
        return []
    trainer = ratings.trainer
    rules = past.policy_for(trainer, past.now).trainer
    discounted = RatingDiscounted(
        session=session,
        trainer=trainer,
        employee=employee,
        score=ratings.scores[employee],
        effective_at=past.now,
    )
    if not ratings.closed:
        return [discounted]
    score, count = ratings.mean_without(employee)
    closed = RatingClosed(session=session, trainer=trainer, score=score, ratings=count, effective_at=past.now)
    purse = past.read(Purse(trainer))
    live = [lot for _, lot in lots_of("rating", f"session:{session}", purse) if not lot.reversed]
    deserved = score >= rules.well_rated_from and count >= rules.minimum_ratings
    if live and not deserved:
        lost = lots_reversed(purse, f"session:{session}", session, past.now, "rating")
        return [discounted, closed, *lost]
    if deserved and not live:
        return [discounted, closed, *rating_bonus(past, closed)]
    return [discounted, closed]


def rating_bonus(past: Past, closed: RatingClosed) -> list[Event]:
    """Give the trainer the bonus of a well-rated session."""
    purse = past.read(Purse(closed.trainer))
    policy = past.policy_for(closed.trainer, closed.effective_at)
    activity = f"session:{closed.session}"
    lot = PointsEarned(
        employee=closed.trainer,
        session=closed.session,
        lot=lot_name("rating", activity, len(lots_of("rating", activity, purse))),
        source="rating",
        points=policy.trainer.well_rated_points,
        **lifetime(closed.effective_at, policy),
        effective_at=closed.effective_at,
    )
    return points_earned(lot, purse.debt)
