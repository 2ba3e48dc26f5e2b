"""What a person owes, over HTTP."""

from pydantic import Field

from api import requirement
from api.http.questions.question import Happened, Known, Question, Source
from api.http.the_log import reached
from api.requirement import Ask, Owed
from ledger.log.log import Log
from ledger.recording import utc_now
from ledger.vocabulary import Id, Year


class RequirementOf(Question):
    """The credits that a person owes in a period, and every term of the sum, with its days, rule and policy."""

    of = Source(Owed, ())

    employee: Id
    period: Year | None = Field(default=None, description="The calendar year that it begins in; else the present one.")
    as_of: Happened = None
    recorded_as_of: Known = None


def answer(log: Log, question: RequirementOf) -> bytes:
    """Nobody is unknown: who was never here owes nothing."""
    head = reached(log, question.min_position)
    ask = Ask(question.employee, question.period, question.as_of, question.recorded_as_of, utc_now())
    return b'{"position":%d,"item":%s}' % (head, bytes(requirement.asked(log, ask, head)))
