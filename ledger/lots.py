"""A lot's life: from when it can be spent, until when, and what has come due.

A period of days or months does not count its first day and lasts to the end of its last, as civil law counts
(the Civil Code of China, articles 201 to 203): earned on 2 March with 24 months, points can be spent throughout
2 March two years later, and lapse as 3 March begins in the company's zone. So an instant depends on the day only,
and one lapse a day is all that a person has to know.
"""

import calendar
from datetime import date, datetime, timedelta
from typing import TypedDict

from ledger.events import Event, PointsActivated, PointsExpired
from ledger.models.purse import Purse
from ledger.periods import end_of
from ledger.policy import AfterMonths, AtYearEnd, OnDay, Policy


class Lifetime(TypedDict):
    """The instants of a lot."""

    activates_at: datetime | None
    expires_at: datetime | None


def lifetime(earned_at: datetime, policy: Policy) -> Lifetime:
    """When points earned now can be spent, None for at once, and when they lapse, None for never."""
    zone, rules = policy.time_zone, policy.points
    day = earned_at.astimezone(zone).date()
    first = end_of(day + timedelta(days=rules.activate_after_days), zone) if rules.activate_after_days else None
    last_day = _last_day(day, rules.expire)
    return {"activates_at": first, "expires_at": None if last_day is None else end_of(last_day, zone)}


def grace_until(refunded_at: datetime, policy: Policy) -> datetime | None:
    """When points lapse that were refunded now and whose lot had lapsed; None: at once."""
    days, zone = policy.points.refund_grace_days, policy.time_zone
    return end_of(refunded_at.astimezone(zone).date() + timedelta(days=days), zone) if days else None


def months_later(day: date, months: int) -> date:
    """Count months on a calendar: 31 January and one month is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due(purse: Purse, now: datetime) -> list[Event]:
    """Activate and expire what has reached its instant, dated then, in the order in which it should have happened.

    Whoever moves points appends these first, so nothing depends on when, or whether, the scheduled run came by.
    """
    facts: list[Event] = []
    now = purse.open_until(now)
    for name, lot in purse.lots.items():
        active, pending = lot.left, lot.pending
        if pending and lot.activates_at is not None and lot.activates_at <= now:
            facts.append(
                PointsActivated(employee=purse.employee, lot=name, points=pending, effective_at=lot.activates_at)
            )
            active, pending = active + pending, 0
        if lot.expires_at is not None and lot.expires_at <= now and active:
            at = lot.expires_at if lot.activates_at is None else max(lot.expires_at, lot.activates_at)
            facts.append(PointsExpired(employee=purse.employee, lot=name, points=active, effective_at=at))
    if len(facts) > 1:
        facts.sort(key=lambda fact: fact.effective_at)
    return facts


def _last_day(day: date, rule: object) -> date | None:
    match rule:
        case AfterMonths():
            return months_later(day, rule.months)
        case AtYearEnd():
            return date(day.year + rule.years_later, 12, 31)
        case OnDay():
            return date.fromisoformat(rule.last_day)
    return None
