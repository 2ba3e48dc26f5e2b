"""Facts about corrections of what many people were given: proposed, previewed, approved, carried out in hands."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from ledger.events.fact import Event
from ledger.vocabulary import Count, Credits, Id, Moment, ReasonCode, TotalCredits

RestatementKind = Literal["session_void", "course_revaluation", "policy_recomputation"]


class Effect(BaseModel):
    """What a restatement comes to: for how many people, and what is taken from them and given anew."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: Count
    credits_reversed: TotalCredits
    credits_awarded: TotalCredits
    points_reversed: Count
    points_earned: Count
    # Points that had been spent, and are owed now.
    debt: Count


class RestatementProposed(Event):
    """Zhou proposed to count course FIRE-1 with 3.00 credits from 1 March on: the catalogue had a misprint."""

    restatement: Id
    kind: RestatementKind
    # What happened from this moment on is looked at again.
    since: Moment
    session: Id | None = None
    course: Id | None = None
    credits: Credits | None = None
    version: Id | None = None
    because: ReasonCode
    proposer: Id


class RestatementPreviewed(Event):
    """What Zhou proposed would take 2.00 credits from 31 people and give them 3.00."""

    restatement: Id
    # The facts up to here were looked at.
    as_of: Count
    effect: Effect


class RestatementApproved(Event):
    """Qian approved what Zhou had proposed; the awards follow in hands."""

    restatement: Id
    approver: Id


class RestatementRejected(Event):
    """Qian did not approve what Zhou had proposed."""

    restatement: Id
    rejecter: Id
    because: ReasonCode


class RestatementAdvanced(Event):
    """The awards of 100 people were looked at, up to Lin's for FIRE-1; the facts beside this one are what changed."""

    restatement: Id
    employee: Id
    course: Id
    awards: Count


class RestatementFinished(Event):
    """Everything that Zhou had proposed and Qian approved is done."""

    restatement: Id
