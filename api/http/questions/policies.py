"""Policies over HTTP: their versions, one as YAML, and what is in force for a person."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from api import policies as asking
from api.http.policy import Role, only
from api.http.problems import RowUnknown
from api.http.questions.question import Known, Listing, Question, Source, row_json
from api.http.reading import Connection
from api.http.the_log import reached
from ledger.log.log import Log
from ledger.policy.writing import document_yaml
from ledger.vocabulary import Id, Moment
from projections import policies

READERS = only(Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR)


class Policies(Listing):
    """Every version of every layer: who drafted, published and retired it, and from when until when it holds."""

    of = Source(policies.PolicyVersion, (policies.NAME,), policies.policies, ("drafted",))

    branch: Id | None = None
    position: Id | None = None
    state: Literal["draft", "published", "retired", "withdrawn"] | None = None
    recorded_as_of: Known = None


class PolicyDocument(Question):
    """One version, its document as YAML, as it would be drafted, or as the canonical JSON that is digested."""

    about_the_answer = frozenset({"min_position", "form"})

    of = Source(policies.PolicyVersion, (policies.NAME,))

    version: Id
    form: Literal["yaml", "json"] = "yaml"
    recorded_as_of: Known = None

    def ask(self, connection: Connection) -> bytes:
        """Refuse what nobody drafted."""
        rows = policies.policies(connection, **self.filters(), limit=1)
        if not rows:
            raise RowUnknown
        (row,) = rows
        return b'"item":' + row_json(row if self.form == "json" else row._replace(document=document_yaml(row.document)))


class PolicyInForceFor(Question):
    """Which policy holds for a person at a moment, and which version says so of each value."""

    of = Source(asking.PolicyInForce, ())

    employee: Id
    at: Moment | None = Field(default=None, description="The moment; now, if it is left out.")
    recorded_as_of: Known = None


def in_force(log: Log, question: PolicyInForceFor) -> bytes:
    """Ask the log, as decisions do; nobody is unknown: who belongs nowhere has the company's policy."""
    head = reached(log, question.min_position)
    found = asking.in_force(log, question.employee, question.at or datetime.now(UTC), question.recorded_as_of)
    return b'{"position":%d,"item":%s}' % (head, bytes(found))
