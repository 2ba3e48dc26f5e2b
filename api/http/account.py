"""A person's account over HTTP: the statement in three forms, and why a figure is what it is."""

from pydantic import Field

from api import account
from api.documents import Form
from api.http.documents import DocumentOf
from api.http.questions.question import Happened, Known, Question, Source
from api.http.reading import Connection
from ledger.vocabulary import Id, Moment
from projections import journal, policies
from projections.account.explaining import Explanation, State
from projections.account.statement import Ask, Statement


class Account(Question):
    """One person's account, as of either clock."""

    employee: Id
    as_of: Happened = None
    recorded_as_of: Known = None


class StatementOf(Account):
    """The statement of account: opening balance, entries, closing balance, open lots, what lapses when."""

    of = Source(Statement, (journal.NAME,))

    since: Moment | None = Field(default=None, description="The period's beginning, by when things happened.")
    until: Moment | None = Field(default=None, description="The period's end, which is no part of it.")

    def ask(self, connection: Connection) -> bytes:
        """Nobody is unknown: who never earned has nothing."""
        return b'"item":' + bytes(account.stated(connection, self.account))

    @property
    def account(self) -> Ask:
        """What is asked of the journal."""
        return account.asked(self.employee, self.since, self.until, self.as_of, self.recorded_as_of)


class StatementFile(StatementOf, DocumentOf):
    """The statement of account for people."""

    kind = "statement"

    @property
    def about(self) -> str:
        """The person."""
        return self.employee

    def make(self, connection: Connection) -> Statement:
        """State the account."""
        return account.stated(connection, self.account, self.form)

    def write(self, made: Statement) -> bytes:
        """Write it down."""
        return account.document(made, self.form)


class StatementWorkbook(StatementFile):
    """The statement of account as a workbook."""

    form = Form.XLSX


class StatementPrint(StatementFile):
    """The statement of account in print, up to 2,000 entries."""

    form = Form.PDF


class ExplanationOf(Account):
    """Why a person has, owes or lost so many points: every term of the sum, with its fact, rule and policy."""

    of = Source(Explanation, (journal.NAME, policies.NAME))

    state: State = "active"

    def ask(self, connection: Connection) -> bytes:
        """Explain a figure."""
        ask = Ask(self.employee, None, None, self.as_of, self.recorded_as_of)
        return b'"item":' + bytes(account.explained(connection, ask, self.state))
