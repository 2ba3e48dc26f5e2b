"""What a person did for a course, counted again from the evidence under the rules that are in force now for then."""

from datetime import datetime
from decimal import Decimal

from ledger.earning import Activity, lots_of, session_of
from ledger.learning import counted
from ledger.lots import lifetime
from ledger.models.attendance import Presence
from ledger.models.awards import Award, Awards, Completed
from ledger.models.catalogue import CourseEntry
from ledger.models.prompts import Answered, Prompts
from ledger.models.purse import Purse
from ledger.models.sessions import SessionSoFar
from ledger.policy import Policy
from ledger.reckoning import line_of, world_of
from ledger.recording import Past
from ledger.verifying import attended, verified
from ledger.vocabulary import NOTHING


def recounted(past: Past, awards: Awards, since: datetime) -> dict[str, Activity]:
    """Give what happened from a moment on and is worth something else than was awarded, or pays other points."""
    purse = past.read(Purse(awards.employee))
    again = counted_again(past, awards, since)
    line = line_of(past, awards.employee, world_of(awards.by_activity, again))
    changed: dict[str, Activity] = {}
    for name, activity in again.items():
        policy = past.policy_for(awards.employee, activity.effective_at)
        repeats = line.get(name) is not None
        if _differs(activity, awards.by_activity[name], repeats=repeats) or _pays_otherwise(
            activity, purse, policy, repeats=repeats
        ):
            changed[name] = activity
    return changed


def counted_again(past: Past, awards: Awards, since: datetime) -> dict[str, Activity]:
    """Count whatever happened from a moment on again; what the course was when it was learnt, it was."""
    return {
        name: activity._replace(kind=award.kind, category=award.category)
        for name, award in awards.by_activity.items()
        if award.effective_at >= since and not award.voided
        if (activity := _again(past, awards, name, award)) is not None
    }


def credits_again(past: Past, awards: Awards, since: datetime) -> dict[str, Decimal]:
    """Say what each activity from a moment on would earn, with its place in line."""
    again = counted_again(past, awards, since)
    line = line_of(past, awards.employee, world_of(awards.by_activity, again))
    return {name: one.worth if line.get(name, name) is None else NOTHING for name, one in again.items()}


def evidence_of(awards: Awards) -> list[Presence | SessionSoFar | Prompts | Answered]:
    """Name what a recount of these awards reads, so that it is fetched together."""
    sessions = [session for name in awards.by_activity if (session := session_of(name)) is not None]
    person = awards.employee
    return [
        model
        for session in sessions
        for model in (Presence(person, session), SessionSoFar(session), Prompts(session), Answered(person, session))
    ]


def _again(past: Past, awards: Awards, name: str, award: Award) -> Activity | None:
    entry = past.read(CourseEntry(awards.course))
    policy = past.policy_for(awards.employee, award.effective_at)
    at_first = None if award.basis is None else award.basis.whole
    whole = entry.whole(award.effective_at, at_first)
    if (held := session_of(name)) is None:
        completion = past.read(Completed(awards.employee, awards.course)).by_name.get(name.removeprefix("completion:"))
        if completion is None:
            return None
        return counted(completion, entry.entry, policy, whole=whole, makes_up=award.makes_up)
    session = past.read(SessionSoFar(held))
    if entry.entry is None:
        return None
    found = verified(
        past.read(Presence(awards.employee, held)).stays,
        session,
        past.read(Prompts(held)),
        past.read(Answered(awards.employee, held)).prompts,
        entry.entry,
        policy,
        whole=session.credits if whole is None else whole,
    )
    return attended(session, found, entry.entry)


def _differs(activity: Activity, award: Award, *, repeats: bool) -> bool:
    shortfall = "REPEAT" if repeats else activity.shortfall
    return (activity.worth, shortfall) != (award.worth, award.shortfall)


def _pays_otherwise(activity: Activity, purse: Purse, policy: Policy, *, repeats: bool) -> bool:
    """Tell whether its points would be others, or others' dates; what was deducted by hand was given all the same."""
    pays = activity.shortfall is None and not repeats
    points = int((activity.worth if pays else NOTHING) * policy.learner.points_per_credit)
    live = [lot for _, lot in lots_of("learning", activity.name, purse) if not lot.reversed]
    if points != sum(lot.points + lot.deducted for lot in live):
        return True
    dates = lifetime(activity.effective_at, policy)
    return any(lot.expires_at != dates["expires_at"] for lot in live)
