"""A person's days in a period, cut wherever the branch or the rules change.

A day belongs to where its end finds the person: who joins at nine owes for that day, and who moves at noon owes it to
the new branch.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ledger.models.career import Career, Place
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.periods import Year, begin_of, credit_year, end_of
from ledger.policy import DEFAULT_POLICY, Policy
from ledger.policy.calendar import CalendarPolicy
from ledger.policy.layers import COMPANY, spoken
from ledger.policy.requirement import RequirementPolicy

ONE = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


class Stretch(NamedTuple):
    """Days in one branch under one version of the rules, the first and the last included."""

    first: date
    last: date
    branch: str
    rules: RequirementPolicy
    version: str

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1


def period_of(name: str, book: PolicyBook) -> Year:
    """Give the period of this name, by the company's calendar as that calendar year begins."""
    calendar = _calendar(book, begin_of(date(int(name), 1, 1), DEFAULT_POLICY.time_zone))
    return credit_year(name, calendar.begins_month, calendar.begins_day)


def current(moment: datetime, book: PolicyBook) -> Year:
    """Give the period that a moment lies in."""
    day = _day(moment, DEFAULT_POLICY.time_zone)
    period = period_of(str(day.year), book)
    return period if period.first <= day else period_of(str(day.year - 1), book)


def calendar_of(period: Year, book: PolicyBook) -> CalendarPolicy:
    """Give the company's calendar as a period ends: holidays are often announced in the course of it."""
    return _calendar(book, end_of(period.last, DEFAULT_POLICY.time_zone) - INSTANT)


def _calendar(book: PolicyBook, moment: datetime) -> CalendarPolicy:
    return book.policy((COMPANY,), moment).calendar


def stretches(
    career: Career, tree: Branches, book: PolicyBook, period: Year, cuts: Sequence[date] | None = None
) -> list[Stretch]:
    """Cut a person's days in a period; neighbours that differ in nothing are one.

    Who asks for many people gives the `cuts`, which are the same for all.
    """
    found: list[Stretch] = []
    for piece in _pieces(career, tree, book, period, changes(tree, book) if cuts is None else cuts):
        before = found[-1] if found else None
        if before is not None and before.last + ONE == piece.first and before[2:] == piece[2:]:
            found[-1] = before._replace(last=piece.last)
        else:
            found.append(piece)
    return found


def _pieces(career: Career, tree: Branches, book: PolicyBook, period: Year, cuts: Sequence[date]) -> Iterator[Stretch]:
    zone = DEFAULT_POLICY.time_zone
    begins, ends = begin_of(period.first, zone), end_of(period.last, zone)
    for spell in career.spells:
        first = _day(max(spell.since, begins), zone)
        until = _day(min(spell.until, ends), zone)
        edges = [first, *(day for day in cuts if first < day < until), until]
        for since, then in pairwise(edges):
            if since < then:
                policy = _policy_at(tree, book, spell.place, end_of(since, zone) - INSTANT)
                yield Stretch(since, then - ONE, spell.place.branch, policy.requirement, policy.version)


def changes(tree: Branches, book: PolicyBook) -> list[date]:
    """Give the days on which anybody's rules may have changed."""
    return sorted({_day(moment, DEFAULT_POLICY.time_zone) for moment in _changes(tree, book)})


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _changes(tree: Branches, book: PolicyBook) -> Iterator[datetime]:
    for version in book.versions.values():
        yield from (moment for moment in (version.begins_at, version.ends_at) if moment is not None)
    for nodes in tree.nodes.values():
        yield from (node.since for node in nodes)


def _policy_at(tree: Branches, book: PolicyBook, place: Place, moment: datetime) -> Policy:
    return book.policy(spoken(tree.path(place.branch, moment), place.position, place.level), moment)
