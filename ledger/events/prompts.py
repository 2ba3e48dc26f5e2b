"""Facts about prompts: shown at a moment nobody could foresee, answered in time by whoever pays attention."""

from ledger.events.fact import Event
from ledger.vocabulary import Checks, Id, Moment


class AttendancePromptIssued(Event):
    """At 9:17 the screen of session S-1 showed its first prompt, to be answered by 9:19."""

    session: Id
    prompt: Id
    # Its number in the order of the moments drawn for the session.
    number: Checks
    answer_by: Moment


class AttendancePromptAnswered(Event):
    """Lin answered the prompt that session S-1 showed at 9:17."""

    session: Id
    employee: Id
    prompt: Id
