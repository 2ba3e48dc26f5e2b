"""Carry one person's awards for a course into the world that a restatement states."""

from collections.abc import Sequence

from ledger.events import Event
from ledger.recording import Command, Past
from ledger.restating import restated
from ledger.vocabulary import Id


class RestateAwards(Command):
    """Reverse and award anew what the restatement makes different, and nothing else; recorded in hands."""

    restatement: Id
    employee: Id
    course: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse what was not approved; who has nothing to restate is left alone."""
        return restated(past, self.restatement, self.employee, self.course)
