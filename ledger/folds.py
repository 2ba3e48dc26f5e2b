"""Warm folds: models kept folded up to the head of the log, with an undo for what is not stored yet."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, TypeVar

from ledger.events import Event
from ledger.models.model import Key, Model, asking

M = TypeVar("M", bound=Model)

State = dict[str, Any]


class Folds:
    """At most `capacity` models, the least recently read leaving first.

    All of them stand at position `head`. What is decided and not yet stored is folded in on top
    (`speculate`), so that later commands see earlier ones. What is sent to the log (`send`) is kept apart from what
    is decided since: `confirm` keeps what was sent, `undo` takes all of it back.
    """

    def __init__(self, capacity: int) -> None:
        self.head = 0
        self._capacity = capacity
        self._models: OrderedDict[Key, Model] = OrderedDict()
        self._sent: list[Event] = []
        self._speculated: list[Event] = []
        self._before: dict[Key, State] = {}
        self._before_sent: dict[Key, State] = {}
        self._mark: dict[Key, State] | None = None
        self._marked_at = 0

    def __len__(self) -> int:
        return len(self._models)

    def get(self, wanted: M) -> M | None:
        """Give the warm model that answers the same question."""
        found = self._models.get(wanted.key)
        if found is None:
            return None
        self._models.move_to_end(wanted.key)
        return found  # type: ignore[return-value] # the key holds the class

    def holds(self, wanted: Model) -> bool:
        """Tell whether the model is warm, which is not yet reading it."""
        return wanted.key in self._models

    def keep(self, models: Iterable[Model]) -> None:
        """Take in models that were folded up to `head`; what is not stored yet is folded in on top."""
        kept = {model.key: model for model in models}
        self._models.update(kept)
        for events, before in ((self._sent, self._before_sent), (self._speculated, self._before)):
            for event in events:
                for key in asking(event):
                    if key in kept:
                        _remember(before, kept[key])
                        kept[key].apply(event)

    def trim(self) -> None:
        """Let the least recently read go."""
        while len(self._models) > self._capacity:
            self._models.popitem(last=False)

    def clear(self, head: int) -> None:
        """Forget everything, when catching up would cost more than reading again."""
        self._models.clear()
        self.undo()
        self.head = head

    def apply(self, event: Event) -> None:
        """Fold a stored fact into every model that asks about it."""
        for model in self._asking(event):
            model.apply(event)

    def speculate(self, event: Event) -> None:
        """Fold a decided fact in, remembering how each model stood before."""
        self._speculated.append(event)
        for model in self._asking(event):
            if model.key not in self._before or self._mark is not None:
                self._remember(model)
            model.apply(event)

    def send(self) -> None:
        """What is speculated is on its way to the log; what was sent before is stored."""
        self._sent, self._before_sent = self._speculated, self._before
        self._speculated, self._before = [], {}

    def confirm(self) -> None:
        """What was sent is stored now."""
        self._sent.clear()
        self._before_sent.clear()

    def undo(self) -> None:
        """What was sent was not stored as foreseen, and so what is speculated since rests on nothing."""
        self._restore(self._before)
        self._restore(self._before_sent)
        self._sent.clear()
        self._speculated.clear()
        self._mark = None

    def mark(self) -> None:
        """Begin commands that stand or fall together."""
        self._mark = {}
        self._marked_at = len(self._speculated)

    def unmark(self) -> None:
        """They all stood: what they speculated belongs to the batch."""
        self._mark = None

    def undo_to_mark(self) -> None:
        """One of them was refused: take back what the others had speculated."""
        if self._mark is not None:
            self._restore(self._mark)
            self._mark = None
            del self._speculated[self._marked_at :]

    def _remember(self, model: Model) -> None:
        if self._mark is not None:
            _remember(self._mark, model)
        _remember(self._before, model)

    def _restore(self, states: dict[Key, State]) -> None:
        for key, state in states.items():
            if key in self._models:  # else it left meanwhile, and will be read again
                self._models[key].__dict__.update(state)
        states.clear()

    def _asking(self, event: Event) -> list[Model]:
        return [self._models[key] for key in asking(event) if key in self._models]


def _remember(before: dict[Key, State], model: Model) -> None:
    if model.key not in before:
        before[model.key] = model.snapshot()
