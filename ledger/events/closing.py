"""Facts about the life of a period: closing begun, given up or agreed, and what is carried into the next."""

from typing import Literal

from ledger.events.fact import Event
from ledger.vocabulary import Count, Credits, Id, Moment, ReasonCode, TotalCredits, Year

# What opens and shuts periods carries one tag, so that every decision asks one question.
Books = Literal["credits"]


class ClosingBegun(Event):
    """Zhou began to close the year 2025, because it is over: it is looked through, and nothing new is told of it."""

    books: Books = "credits"
    period: Year
    begins: Moment
    ends: Moment
    beginner: Id
    because: ReasonCode


class PeriodReopened(Event):
    """Zhou gave the closing of the year 2025 up, because a session was missing."""

    books: Books = "credits"
    period: Year
    reopener: Id
    because: ReasonCode


class PeriodClosed(Event):
    """Qian closed the year 2025, which Zhou had begun to close: what comes to light since is booked in an open one."""

    books: Books = "credits"
    period: Year
    begins: Moment
    ends: Moment
    closer: Id


class CreditsCarried(Event):
    """12.50 of the credits that Lin had beyond those owed in 2025 count in 2026, and lapse with it."""

    employee: Id
    # The period in which they were learnt; it may have been carried through others.
    since: Year
    into: Year
    credits: Credits
    # The last period in which they count.
    lapses_with: Year


class CarryOverAdvanced(Event):
    """Of 2025, 31.50 more credits of 4 people were carried over, all up to Lin having been looked at."""

    period: Year
    upto: Id
    people: Count
    credits: TotalCredits


class CarryOverFinished(Event):
    """4,711.50 credits of 301 people were carried over from 2025; nobody is left."""

    period: Year
    people: Count
    credits: TotalCredits
