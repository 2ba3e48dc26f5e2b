"""Batches of adjustments: one person decides about all of them, a hand at a time, and each row stands by itself."""

from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Connection
from pydantic import BaseModel, ConfigDict

from ledger.decisions.approve_adjustment import ApproveAdjustment
from ledger.decisions.reject_adjustment import RejectAdjustment
from ledger.recording import Caller, Command, Recorded
from ledger.refusals.accounts import AdjustmentBatchUnknown
from ledger.refusals.proposals import ProposalDecided
from ledger.refusals.refused import Refused
from ledger.vocabulary import Count, Id, ReasonCode
from projections.adjustments import Adjustment, adjustments

HAND = 200  # rows whose commands share a commit


class ApproveAdjustments(BaseModel):
    """Approve what of a batch nobody decided about, as many rows as one hand holds; `after` goes on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch: Id
    after: Count = 0

    def about(self, adjustment: str) -> Command:
        """Ask for one row."""
        return ApproveAdjustment(adjustment=adjustment)


class RejectAdjustments(BaseModel):
    """Reject what of a batch nobody decided about, as many rows as one hand holds; `after` goes on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch: Id
    because: ReasonCode
    after: Count = 0

    def about(self, adjustment: str) -> Command:
        """Ask for one row."""
        return RejectAdjustment(adjustment=adjustment, because=self.because)


Deciding = ApproveAdjustments | RejectAdjustments


class Left(NamedTuple):
    """A row that stays as it was, and why."""

    row: Adjustment
    refusal: Refused


class Decided(NamedTuple):
    """What a hand came to; `before` counts rows that somebody decided meanwhile."""

    decided: int
    before: int
    left: list[Left]
    # Where the next hand begins, if there is one.
    after: int | None


def waiting(connection: Connection, deciding: Deciding) -> list[Adjustment]:
    """Find the rows that nobody decided about yet."""
    hand = adjustments(connection, batch=deciding.batch, state="proposed", after=deciding.after, limit=HAND)
    if not hand and not adjustments(connection, batch=deciding.batch, limit=1):
        raise AdjustmentBatchUnknown(batch=deciding.batch)
    return hand


def requests(deciding: Deciding, hand: Sequence[Adjustment], caller: Caller) -> list[tuple[Command, Caller]]:
    """Ask for each row under a name of its own, where the request has one."""
    return [
        (
            deciding.about(row.adjustment),
            caller._replace(request=caller.request and f"{caller.request}/{row.adjustment}"),
        )
        for row in hand
    ]


def told(hand: Sequence[Adjustment], outcomes: Sequence[Recorded | Refused]) -> Decided:
    """Say what became of each row."""
    left = [Left(row, one) for row, one in zip(hand, outcomes, strict=True) if isinstance(one, Refused)]
    before = sum(isinstance(one.refusal, ProposalDecided) for one in left)
    return Decided(
        decided=len(hand) - len(left),
        before=before,
        left=[one for one in left if not isinstance(one.refusal, ProposalDecided)],
        after=hand[-1].position if len(hand) == HAND else None,
    )
