"""What follows from an attendance, undone in one linked bundle: afterwards every view reads as if it never was."""

from collections.abc import Sequence

from ledger.earning import Activity, lot_name, lots_of, lots_reversed, points_earned
from ledger.events import (
    AttendanceCorrected,
    AttendanceVoided,
    CompletionVoided,
    Event,
    PointsEarned,
    RatingClosed,
    RatingDiscounted,
)
from ledger.lots import lifetime
from ledger.models.awards import Awards
from ledger.models.purse import Purse
from ledger.models.sessions import Ratings
from ledger.reckoning import reckoned_anew
from ledger.recording import Past
from ledger.teaching import teaching_followed

Cause = AttendanceVoided | AttendanceCorrected | CompletionVoided


def consequences(
    past: Past, cause: Cause, activity: Activity | None = None, *, also: Sequence[CompletionVoided] = ()
) -> list[Event]:
    """Reckon the person's awards anew, with what the activity is worth now; drop the rating that rested on it."""
    changed = {_named(cause): activity} | {_named(one): None for one in also}
    facts = reckoned_anew(past, past.read(Awards(cause.employee, cause.course)), changed)
    if isinstance(cause, CompletionVoided):
        return facts
    if activity is None:
        facts += _rating_discounted(past, cause.session, cause.employee)
    return facts + teaching_followed(past, cause)


def _named(cause: Cause) -> str:
    return f"completion:{cause.completion}" if isinstance(cause, CompletionVoided) else f"session:{cause.session}"


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
