"""Questions about balances, their journal, lots and corrections by hand."""

from typing import Literal

from api.http.questions.question import Happened, Known, Listing, Question, Source, row_json
from api.http.reading import Connection
from ledger.vocabulary import Id, Moment
from projections import (
    adjustments,
    balances,
    journal,
    leaving,
    lots,
    trial_balance,
)


class Balance(Question):
    """Credits, and points by state: now, or as of a moment, or as it was known at a moment."""

    of = Source(balances.Balance, ("balances",))

    employee: Id
    as_of: Happened = None
    recorded_as_of: Known = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The past is summed from the journal; the present stands ready."""
        return self.of.views if self.as_of is None and self.recorded_as_of is None else ("journal",)

    def ask(self, connection: Connection) -> bytes:
        """Nobody is unknown: who never earned has nothing."""
        if self.reads == self.of.views:
            return b'"item":' + row_json(balances.balance(connection, self.employee))
        past = journal.balance(connection, self.employee, as_of=self.as_of, recorded_as_of=self.recorded_as_of)
        return b'"item":' + row_json(past)


class Balances(Listing):
    """Everybody's balance, or that of one branch's people."""

    of = Source(balances.Balance, ("balances", "people"), balances.balances, ("employee",))

    branch: Id | None = None


class Entries(Listing):
    """The journal of one person: every movement of credits and points, with both clocks."""

    of = Source(journal.Entry, ("journal",), journal.entries, ("position", "entry"))

    employee: Id
    kind: Literal["credits", "points"] | None = None
    since: Moment | None = None
    until: Moment | None = None
    as_of: Moment | None = None
    recorded_as_of: Moment | None = None


class Lots(Listing):
    """One person's lots: what was earned, when it can be spent and lapses, and what became of it."""

    of = Source(lots.Lot, ("lots",), lots.lots, ("lot",))

    employee: Id


class TrialBalance(Question):
    """What everybody has in each state, against what was given out; it sums to zero."""

    of = Source(trial_balance.TrialBalanceLine, ("journal",))
    many = True

    as_of: Happened = None
    recorded_as_of: Known = None

    def ask(self, connection: Connection) -> bytes:
        """A dozen lines at most, so there are no pages."""
        lines = trial_balance.trial_balance(connection, as_of=self.as_of, recorded_as_of=self.recorded_as_of)
        return b'"items":[' + b",".join(row_json(line) for line in lines) + b'],"next":null'


class Leavers(Listing):
    """Whose account ends when, and what would happen to it then as things stand."""

    of = Source(leaving.Leaver, ("leaving", "lots", "balances"), leaving.leavers, ("settles_at", "employee"))

    employee: Id | None = None
    state: Literal["leaving", "returned", "settled"] | None = None


class Adjustments(Listing):
    """Corrections by hand in the order they were proposed."""

    of = Source(adjustments.Adjustment, ("adjustments",), adjustments.adjustments, ("position",))

    employee: Id | None = None
    state: Literal["proposed", "approved", "rejected"] | None = None
    batch: Id | None = None
