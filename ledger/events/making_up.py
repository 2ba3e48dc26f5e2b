"""Facts about making up for missed sessions."""

from ledger.events.fact import Event
from ledger.vocabulary import Id, ReasonCode


class MakeUpRequested(Event):
    """Lin, who travelled, asked to learn the recording of session S-1."""

    session: Id
    course: Id
    employee: Id
    because: ReasonCode


class MakeUpApproved(Event):
    """Qian agreed that Lin learns the recording of session S-1."""

    session: Id
    course: Id
    employee: Id
    approver: Id


class MakeUpRejected(Event):
    """Qian did not agree that Lin learns the recording of session S-1."""

    session: Id
    course: Id
    employee: Id
    rejecter: Id
    because: ReasonCode


class SessionMadeUp(Event):
    """Lin made up for session S-1 by completing its recording, as X-1."""

    session: Id
    course: Id
    employee: Id
    completion: Id
