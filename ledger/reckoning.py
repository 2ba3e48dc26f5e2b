"""A person's awards for a course carried into another world: what was paid and is not is reversed, and the reverse.

Whatever corrects the past comes through here, so that there is one law: afterwards every activity stands in line as
if the corrected ones had always been so.
"""

from collections.abc import Mapping
from datetime import datetime

from ledger.earning import Activity, awarded, lots_of, reversed_, session_of
from ledger.events import Event
from ledger.models.awards import Award, Awards, InPeriod, repeats
from ledger.models.purse import OWING, Debt, Purse
from ledger.recording import Past
from ledger.vocabulary import NOTHING

Line = Mapping[str, str | None]


def reckoned_anew(
    past: Past, awards: Awards, changed: Mapping[str, Activity | None], restatement: str | None = None
) -> list[Event]:
    """Reverse and award what follows from changed activities (None: it never was), and leave all else alone."""
    if not changed:
        return []
    purse = past.read(Purse(awards.employee))
    debt = Debt(awards.employee)
    debt.points = purse.debt
    before, world = awards.by_activity, world_of(awards.by_activity, changed)
    was, is_ = line_of(past, awards.employee, before), line_of(past, awards.employee, world)
    moved = [name for name in world if name in changed or _moved(name, before[name], was, is_)]
    facts: list[Event] = []
    for name in moved:
        award = before.get(name)
        if award is not None and not award.reversed and (name in changed or award.credits > 0):
            facts += reversed_(name, awards, purse)
    _owe(debt, facts)
    for name in moved:
        if world[name].voided:
            continue
        new = awarded(
            _activity(name, world[name]),
            awards,
            debt.points,
            past.policy_for(awards.employee, world[name].effective_at),
            repeat_of=is_.get(name),
            lots_before=len(lots_of("learning", name, purse)),
            restatement=restatement,
        )
        _owe(debt, new)
        facts += new
    return facts


def world_of(awards: Mapping[str, Award], changed: Mapping[str, Activity | None]) -> dict[str, Award]:
    """Give the awards as they would be; what was voided has lost its place in line, and goes to its end."""
    world = dict(awards)
    for name, activity in changed.items():
        if activity is None:
            if name in world:
                world[name] = world[name]._replace(voided=True)
            continue
        if name in world and world[name].voided:
            del world[name]
        world[name] = Award(
            NOTHING,
            activity.worth,
            activity.shortfall,
            activity.effective_at,
            minutes=activity.minutes,
            basis=activity.basis,
            kind=activity.kind,
            category=activity.category,
            makes_up=activity.makes_up,
        )
    return world


def _moved(name: str, award: Award, was: Line, now: Line) -> bool:
    """Tell whether an activity that did not change is paid in one world and not in the other."""
    if name not in was:
        return False
    paid, pays = was[name] is None, now[name] is None
    # Paid under the rules of its day, it stays what it was.
    return pays not in {paid, award.credits > 0}


def line_of(past: Past, employee: str, awards: Mapping[str, Award]) -> Line:
    """Put awards in line, each by the policy of its person and moment."""

    def period_of(moment: datetime) -> InPeriod:
        return past.policy_for(employee, moment).one_period(moment)

    return repeats(awards, period_of)


def _activity(name: str, award: Award) -> Activity:
    # A repeat is worth what it was; only its place in line has changed.
    shortfall = None if award.shortfall == "REPEAT" else award.shortfall
    return Activity(
        name,
        award.worth,
        award.effective_at,
        shortfall,
        session_of(name),
        award.minutes,
        award.basis,
        award.kind,
        award.category,
        award.makes_up,
    )


def _owe(debt: Debt, facts: list[Event]) -> None:
    """Owe what these facts leave, so that what is awarded next pays it off."""
    for fact in facts:
        if isinstance(fact, OWING):
            debt.apply(fact)
