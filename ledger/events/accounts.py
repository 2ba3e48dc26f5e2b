"""Facts about a person's account that no activity brings: corrections by hand, forgiven debts, and its end."""

from typing import ClassVar, Literal

from ledger.events.fact import Event
from ledger.events.rewards import LotPart
from ledger.vocabulary import Count, Day, Digest, Id, Moment, Points, ReasonCode, Text, TotalPoints

# What becomes of points when an account ends.
Treatment = Literal["pay_out", "lapse"]
AdjustmentKind = Literal["grant", "deduct", "waive"]


class AdjustmentProposed(Event):
    """Zhou proposed to take 40 points from Lin, which an import had brought twice."""

    schema_version: ClassVar[int] = 2

    adjustment: Id
    employee: Id
    kind: AdjustmentKind
    points: Points
    because: ReasonCode
    # The words are kept beside the log: prose is personal data.
    note: Digest
    # Where the proof is: a ticket, a page of a file.
    reference: Text | None = None
    # The proof itself, where it is a text: kept beside the log too.
    evidence: Digest | None = None
    # Proposals of one file are decided together.
    batch: Id | None = None
    proposer: Id
    lapses_at: Moment


class AdjustmentApproved(Event):
    """Qian approved what Zhou had proposed; the movement of points follows in the same append."""

    adjustment: Id
    employee: Id
    approver: Id


class AdjustmentRejected(Event):
    """Qian did not approve what Zhou had proposed."""

    adjustment: Id
    employee: Id
    rejecter: Id
    because: ReasonCode


class PointsDeducted(Event):
    """40 points were taken from Lin: 30 of two lots, which are worth less now, and 10 became a debt."""

    employee: Id
    adjustment: Id
    points: Points
    lots: tuple[LotPart, ...]
    taken: Count
    debt: Count


class DebtWaived(Event):
    """Lin need not pay 10 points of the debt."""

    employee: Id
    adjustment: Id
    points: Points


class EmployeeLeft(Event):
    """Lin's last day is 30 June; after 30 days of grace the account is settled."""

    employee: Id
    last_day: Day
    settles_at: Moment
    treatment: Treatment
    because: ReasonCode


class PointsPaidOut(Event):
    """Lin's 120 points of two lots were paid out in money, because the account ended."""

    employee: Id
    # Of all lots together, which is more than any one may hold.
    points: TotalPoints
    lots: tuple[LotPart, ...]


class AccountSettled(Event):
    """Nothing is left in Lin's account: 120 points were paid out, 30 lapsed, and none are still owed."""

    employee: Id
    paid_out: Count
    lapsed: Count
    debt: Count
