"""What follows when two people have closed a period: the seal, and then the carry-over, hand by hand.

Every step can be repeated: a run that was killed goes on where it stopped, and two runs at once do everything once.
"""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg import Connection

from api.folding import folded
from ledger.decisions.carry_credits import CarryCredits
from ledger.decisions.finish_carry_over import FinishCarryOver
from ledger.decisions.seal_period import SealPeriod
from ledger.models.books import Closing
from ledger.recording import Caller
from ledger.refusals.periods import CarryOverDone, PeriodAlreadySealed, PeriodNotClosed
from ledger.writing import Ledger
from projections.audit import periods
from projections.compliance import closing, view
from projections.view import View

HAND = 500  # people, whose facts share a commit
ACTOR = "period"
VIEWS: tuple[View, ...] = (view,)

Progress = Callable[[int], None]  # people whose credits were carried over


class Sealed(NamedTuple):
    """What a period was sealed as, and what went on into the next."""

    period: str
    as_of: int
    people: int
    root: str
    carried_people: int
    carried_credits: Decimal


def seal(
    ledger: Ledger, office: Connection[Any], reader: Connection[Any], period: str, progress: Progress | None = None
) -> Sealed:
    """Seal a closed period and carry its credits over; the reader's views stand at the head."""
    of = periods.closed(office, period)
    if of is None:
        raise PeriodNotClosed(period=period, stage=folded(ledger.log, Closing(period)).stage)
    if folded(ledger.log, Closing(period)).as_of is None:
        tree = periods.derive(office, of, closing.figures(reader, period))
        with suppress(PeriodAlreadySealed):
            ledger.record(SealPeriod(period=period, **tree._asdict()), Caller(ACTOR))
    periods.forget_others(office, period)
    _carry_over(ledger, reader, period, progress)
    _, fact = periods.sealed(office, period)
    done = folded(ledger.log, Closing(period))
    return Sealed(period, of.as_of, fact.people, fact.root, done.carried_people, done.carried_credits)


def _carry_over(ledger: Ledger, reader: Connection[Any], period: str, progress: Progress | None) -> None:
    """Record who takes what into the next period, in the order of their ids, behind whom an earlier run reached."""
    while not (so_far := folded(ledger.log, Closing(period))).finished:
        hand = closing.carrying(reader, period, so_far.carried_upto, HAND)
        carries = tuple(
            (one.employee, Decimal(part["credits"]), part["since"], part["lapses_with"])
            for one in hand
            for part in one.carries
        )
        last = FinishCarryOver(period=period)
        # Another run may have been quicker.
        with suppress(CarryOverDone):
            ledger.record(
                CarryCredits(period=period, upto=hand[-1].employee, carries=carries) if hand else last, Caller(ACTOR)
            )
        if progress:
            progress(so_far.carried_people + len(hand))
