"""A person's account over HTTP: the statement in three forms, and why a figure is what it is."""

from threading import Lock

import anyio.to_thread
from pydantic import Field
from starlette.responses import Response

from api import account
from api.account import Form
from api.http import openapi
from api.http.policy import Access
from api.http.questions.question import Question, Source, parsed
from api.http.reading import Connection, Reading, shown
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from ledger.refusals.requests import Overloaded
from ledger.vocabulary import Id, Moment
from projections import journal, policies
from projections.account.explaining import Explanation, State
from projections.account.statement import Ask, Statement

# Setting type takes the processor, so one document is made at a time; others wait so long for their turn.
TURN_SECONDS = 5.0


class Account(Question):
    """One person's account, as of either clock."""

    employee: Id
    as_of: Moment | None = Field(default=None, description="What had happened by then.")
    recorded_as_of: Moment | None = Field(default=None, description="What was known by then.")


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


class StatementWorkbook(StatementOf):
    """The statement of account as a workbook."""


class StatementPrint(StatementOf):
    """The statement of account in print, up to 2,000 entries."""


class ExplanationOf(Account):
    """Why a person has, owes or lost so many points: every term of the sum, with its fact, rule and policy."""

    of = Source(Explanation, (journal.NAME, policies.NAME))

    state: State = "active"

    def ask(self, connection: Connection) -> bytes:
        """Explain a figure."""
        ask = Ask(self.employee, None, None, self.as_of, self.recorded_as_of)
        return b'"item":' + bytes(account.explained(connection, ask, self.state))


DOCUMENTS: dict[type[StatementOf], Form] = {StatementWorkbook: Form.XLSX, StatementPrint: Form.PDF}


def documents(reading: Reading, shapes: Shapes, allow: Access) -> list[Route]:
    """Give each form its address."""
    found, at_work = [], Lock()
    for question, form in DOCUMENTS.items():
        path = f"/v1/accounts/{{employee}}/statement.{form}"
        operation = openapi.file_operation(shapes, path, question, allow, form.media_type, "accounts")
        endpoint = Document(reading, at_work, question, form)
        found.append(Route("GET", path, endpoint, allow, form.media_type, operation))
    return found


class Document:
    """Answers at one address."""

    def __init__(self, reading: Reading, at_work: Lock, question: type[StatementOf], form: Form) -> None:
        self._reading, self._at_work, self._question, self._form = reading, at_work, question, form

    async def __call__(self, asked: Asked) -> Response:
        """State the account from one moment of the views, then write it down."""
        question: StatementOf = parsed(self._question, asked)
        if question.min_position:
            await self._reading.reached(question.min_position, question.reads)
        made = await self._reading.ask(self._stated, question)
        content = await anyio.to_thread.run_sync(self._written, made)
        named = f'attachment; filename="{account.file_name(made, self._form)}"'
        return Response(content, headers={"Content-Disposition": named}, media_type=self._form.media_type)

    def _stated(self, connection: Connection, question: StatementOf) -> Statement:
        shown(connection, question.reads)
        return account.stated(connection, question.account, self._form)

    def _written(self, made: Statement) -> bytes:
        if not self._at_work.acquire(timeout=TURN_SECONDS):
            raise Overloaded
        try:
            return account.document(made, self._form)
        finally:
            self._at_work.release()
