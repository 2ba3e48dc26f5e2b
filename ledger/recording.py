"""How a command becomes facts: it reads the past, decides, and is appended if nothing it read has changed.

One writer a process takes the commands that are waiting, decides them one after another on warm folds (later
ones see earlier ones' facts) and appends them all in one commit. The decisions are plain functions without
waiting: a question whose fold is not warm suspends the command, all missing folds of the batch are read in one
round trip, and the suspended commands are decided again.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from ledger.events import Event
from ledger.folds import Folds
from ledger.log.log import Question
from ledger.models.career import Career
from ledger.models.model import Key, Model
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.policy import Policy
from ledger.policy.layers import COMPANY, SEPARATOR, Layer, spoken
from ledger.rotating_code import RotatingCodes

M = TypeVar("M", bound=Model)


class Caller(NamedTuple):
    """Who asks, for whom, and the name of the request; the same name again is the same request."""

    actor: str
    request: str | None = None
    on_behalf_of: str | None = None
    reason: str | None = None
    causation: str | None = None
    # May mark attendance for others, as a session's trainer may.
    operator: bool = False


class Recorded(NamedTuple):
    """A command's facts, at the positions they were given."""

    first: int
    last: int
    recorded_at: datetime
    events: tuple[Event, ...]
    # The answer of an earlier, equal request.
    repeat: bool = False


class Cold(BaseException):
    """The past is not warm enough to decide; never seen outside recording."""


class Past:
    """The past as one decision sees it. Whatever it reads must still hold when its facts are stored."""

    def __init__(
        self, folds: Folds, questions: dict[Key, Question], caller: Caller, now: datetime, codes: RotatingCodes
    ) -> None:
        self.now = now
        self.codes = codes
        # Shared by the commands of a batch: all they read together is the condition of its append.
        self.questions = questions
        self.caller = caller
        self.missing: dict[Key, Model] = {}
        self.policy_version: str | None = None
        # Every version that spoke, in the order in which they did.
        self._policies: dict[str, None] = {}
        self._folds = folds
        self._named = 0

    def read(self, model: M) -> M:
        """Answer a question, in the words of its model. Models are looked at, never changed."""
        key = model.key
        if key not in self.questions:
            self.questions[key] = Question(model.tags, model.types)
        warm = self._folds.get(model)
        if warm is None:
            self.missing[key] = model
            raise Cold
        return warm

    def read_all(self, models: Sequence[M]) -> list[M]:
        """Answer many questions; those that are not warm are fetched together."""
        self.foresee(*models)
        return [self.read(model) for model in models]

    def foresee(self, *models: Model) -> None:
        """Name what will be read, so that all of it is fetched in one round trip and not one after another."""
        for model in models:
            if not self._folds.holds(model):
                self.questions.setdefault(model.key, Question(model.tags, model.types))
                self.missing[model.key] = model
        if self.missing:
            raise Cold

    @property
    def policy(self) -> Policy:
        """Give the company's policy in force now; the facts will name its version."""
        return self._spoken(self.read(PolicyBook()), (COMPANY,), self.now)

    def policy_for(self, employee: str, at: datetime) -> Policy:
        """Give the policy in force for a person at a moment; the facts will name every version that spoke."""
        book = self.read(PolicyBook())
        place = self.read(Career(employee)).at(at) if book.layered else None
        if place is None:
            return self._spoken(book, (COMPANY,), at)
        branches = self.read(Branches()).path(place.branch, at)
        return self._spoken(book, spoken(branches, place.position, place.level), at)

    def policies_for(self, people: Sequence[str], at: datetime) -> list[Policy]:
        """Give each person's policy; where some have rules of their own, all their careers are fetched together."""
        if self.read(PolicyBook()).layered:
            self.foresee(*map(Career, people))
        return [self.policy_for(person, at) for person in people]

    def _spoken(self, book: PolicyBook, layers: Sequence[Layer], at: datetime) -> Policy:
        policy = book.policy(layers, at)
        if policy.version != self.policy_version:
            self._policies.update(dict.fromkeys(policy.version.split(SEPARATOR)))
            self.policy_version = SEPARATOR.join(self._policies)
        return policy

    def new_id(self) -> str:
        """Name a new thing after its request, so that deciding again gives the same name."""
        name = f"{self.caller.actor}\x1f{self.caller.request}\x1f{self._named}"
        self._named += 1
        return hashlib.sha256(name.encode()).hexdigest()[:24]


class Command(BaseModel):
    """Something a person asks for; its fields are the request body."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def decide(self, past: Past) -> Event | Sequence[Event]:
        """Answer with new facts, or raise a refusal. Reads only through `past`, changes nothing."""
        raise NotImplementedError

    def digest(self) -> bytes:
        """Tell two bodies under the same request name apart."""
        return hashlib.sha256(type(self).__name__.encode() + to_json(self.said())).digest()

    def said(self) -> object:
        """Give what counts of the body when two requests under one name are compared."""
        return self

    def evidence(self) -> Iterable[tuple[str, str]]:
        """Raw texts to keep verbatim beside the log, as (SHA-256, text)."""
        return ()


def utc_now() -> datetime:
    """The clock of this process; the log's own time is the database's."""
    return datetime.now(UTC)


Clock = Callable[[], datetime]
