"""The past of some people as it would be under other rules: their facts, and whatever rules are supposed."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from api.folding import fold
from ledger.earning import session_of
from ledger.events import Event
from ledger.folds import Folds
from ledger.lives import Company
from ledger.log.log import Log, Question
from ledger.log.stored import decode
from ledger.models.attendance import Presence
from ledger.models.awards import Awards, Completed
from ledger.models.catalogue import CourseEntry
from ledger.models.model import Key, Model, asking
from ledger.models.prompts import Answered, Prompts
from ledger.models.sessions import SessionSoFar
from ledger.recording import Caller, M, Past, utc_now
from ledger.rotating_code import RotatingCodes
from projections.compliance.sources import Person

OF_PERSON: tuple[type[Model], ...] = (Awards, Completed, Presence, Answered)
TYPES = tuple(sorted({name for model in OF_PERSON for name in model.types}))


class Supposed(Past):
    """Answers questions from facts that were fetched a person at a time; nothing is decided on it but what would be."""

    def __init__(self, log: Log, upto: int, company: Company) -> None:
        super().__init__(Folds(1), {}, Caller("simulation"), utc_now(), RotatingCodes(os.urandom(32)))
        self._log = log
        self._upto = upto
        # Sessions and courses are many people's, and kept.
        self._shared: dict[Key, Model] = {model.key: model for model in (company.book, company.tree)}
        self._models: dict[Key, Model] = {}

    def read(self, model: M) -> M:
        """Give the model that was folded; of what there is no fact, an empty one."""
        found = self._models.get(model.key) or self._shared.get(model.key)
        return model if found is None else found  # type: ignore[return-value] # the key holds the class

    def suppose(self, people: Sequence[Person]) -> Iterator[Awards]:
        """Fetch the facts of these people, in place of those before, and give their awards."""
        self._models = {person.life.career.key: person.life.career for person in people}
        questions = [Question((f"employee:{person.employee}",), TYPES) for person in people]
        for _, fact in self._log.load(questions, self._upto):
            self._fold(decode(fact))
        awards = [model for model in self._models.values() if isinstance(model, Awards)]
        self._share(chain.from_iterable(map(_about, awards)))
        yield from awards

    def _fold(self, event: Event) -> None:
        for key in asking(event):
            kind, tags = key
            if kind in OF_PERSON:
                if key not in self._models:
                    self._models[key] = kind(*(tag.partition(":")[2] for tag in tags))
                self._models[key].apply(event)

    def _share(self, models: Iterable[Model]) -> None:
        missing = list({model.key: model for model in models if model.key not in self._shared}.values())
        fold(self._log, *missing, upto=self._upto)
        self._shared.update({model.key: model for model in missing})


def _about(awards: Awards) -> Iterator[Model]:
    yield CourseEntry(awards.course)
    for name in awards.by_activity:
        if session := session_of(name):
            yield SessionSoFar(session)
            yield Prompts(session)
