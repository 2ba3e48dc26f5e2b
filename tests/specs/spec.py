"""Specs that read like the rules: given what happened, when somebody asks, then these facts or this refusal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from ledger.events import CommandRefused, Event
from ledger.log.log import Question
from ledger.log.memory import MemoryLog
from ledger.log.stored import decode
from ledger.models.model import Model
from ledger.recording import Caller, Command
from ledger.refusals.refused import Refused
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday noon in Shanghai
SECRET = b"a secret of thirty-two bytes, ok"
OPERATOR = Caller("hr-desk", operator=True)

M = TypeVar("M", bound=Model)


class Spec:
    """One story on the real recording code, over the log in memory, with a clock that stands still."""

    def __init__(self) -> None:
        self.now = NOON
        self.codes = RotatingCodes(SECRET)
        self.log = MemoryLog()
        self.ledger = Ledger(self.log, clock=lambda: self.now, codes=self.codes)
        self._before = 0
        self._refusal: Refused | None = None

    def given(self, *commands: Command, by: Caller = OPERATOR) -> Spec:
        """Let these commands have been recorded; a refusal here is an error in the spec."""
        for command in commands:
            self.ledger.record(command, by)
        return self

    def later(self, **how_much: float) -> Spec:
        """Let time pass: `later(hours=2)`."""
        self.now += timedelta(**how_much)
        return self

    def at(self, moment: datetime) -> Spec:
        """Put the clock to a moment."""
        self.now = moment
        return self

    def when(self, *commands: Command, by: Caller = OPERATOR) -> Spec:
        """Ask; several commands stand or fall together."""
        self._before = self.log.head()
        self._refusal = None
        try:
            self.ledger.record_together(commands, by)
        except Refused as refusal:
            self._refusal = refusal
        return self

    def read(self, model: M) -> M:
        """Answer a question from the facts alone, without what the ledger keeps warm."""
        for _, stored in self.log.load([Question(model.tags, model.types)], self.log.head()):
            model.apply(decode(stored))
        return model

    @property
    def facts(self) -> list[Event]:
        """What the asking brought, refusals left out."""
        stored = self.log.between(self._before + 1, self.log.head())
        return [event for event in map(decode, stored) if not isinstance(event, CommandRefused)]

    def then(self, *expected: tuple[type[Event], dict[str, Any]]) -> Spec:
        """Expect exactly these facts, in order; of each, the fields that are named."""
        assert self._refusal is None, f"refused: {self._refusal!r}"
        told = [(type(fact).__name__, fact) for fact in self.facts]
        assert [name for name, _ in told] == [kind.__name__ for kind, _ in expected], told
        for (name, fact), (_, fields) in zip(told, expected, strict=True):
            for field, value in fields.items():
                assert getattr(fact, field) == value, f"{name}.{field} is {getattr(fact, field)!r}, not {value!r}"
        return self

    def refused(self, refusal: type[Refused], **details: object) -> Spec:
        """Expect this refusal, no fact of effect, and the refusal itself on record with its code."""
        assert isinstance(self._refusal, refusal), f"not refused so: {self._refusal!r}, {self.facts}"
        for name, value in details.items():
            assert self._refusal.details[name] == value
        assert self.facts == []
        stored = [decode(fact) for fact in self.log.between(self._before + 1, self.log.head())]
        assert [fact.code for fact in stored if isinstance(fact, CommandRefused)] == [refusal.code]
        return self


def fact(kind: type[Event], /, **fields: Any) -> tuple[type[Event], dict[str, Any]]:
    """Name an expected fact and the fields that matter."""
    return kind, fields


def given(*commands: Command, by: Caller = OPERATOR) -> Spec:
    """Begin a story."""
    return Spec().given(*commands, by=by)
