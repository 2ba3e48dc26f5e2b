"""What a trainer earns for a taught session, and what becomes of it when the room turns out empty, or not."""

from ledger.earning import lot_name, lots_of, lots_reversed, points_earned
from ledger.events import AttendanceCorrected, AttendanceVoided, Event, PointsEarned
from ledger.lots import lifetime
from ledger.models.attendance import Present
from ledger.models.purse import Purse
from ledger.models.sessions import SessionSoFar
from ledger.policy import Policy
from ledger.recording import Past

MINUTES_AN_HOUR = 60


def taught(session: SessionSoFar, debt: int, policy: Policy, *, lots_before: int = 0) -> list[Event]:
    """Pay 10 points a taught hour by default, whole points only."""
    points = session.minutes * policy.trainer.points_per_taught_hour // MINUTES_AN_HOUR
    if session.trainer is None or points == 0:
        return []
    _, ends_at = session.times
    lot = PointsEarned(
        employee=session.trainer,
        session=session.session,
        lot=lot_name("teaching", f"session:{session.session}", lots_before),
        source="teaching",
        points=points,
        **lifetime(ends_at, policy),
        effective_at=ends_at,
    )
    return points_earned(lot, debt)


def teaching_followed(past: Past, cause: AttendanceVoided | AttendanceCorrected) -> list[Event]:
    """Take the trainer's points back when nobody is left in the room; pay them when somebody was there after all."""
    session = past.read(SessionSoFar(cause.session))
    others = past.read(Present(cause.session)).people - {cause.employee}
    if session.trainer is None or others:
        return []
    purse = past.read(Purse(session.trainer))
    activity = f"session:{cause.session}"
    lots = lots_of("teaching", activity, purse)
    live = any(not lot.reversed for _, lot in lots)
    present = isinstance(cause, AttendanceCorrected) and cause.minutes > 0
    if live and not present:
        return lots_reversed(purse, activity, cause.session, cause.effective_at, "teaching")
    if present and not live:
        policy = past.policy_for(session.trainer, cause.effective_at)
        return taught(session, purse.debt, policy, lots_before=len(lots))
    return []
