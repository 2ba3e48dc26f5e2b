"""A model is a small question about the past: it folds the facts that matter and answers in the words of the trade."""

from collections import defaultdict
from operator import add
from typing import Any, ClassVar

from ledger.events import Event

Key = tuple[type["Model"], tuple[str, ...]]

CONTAINERS = frozenset((dict, list, set))

# Which models each kind of fact is folded into; filled as the models are defined.
READERS: dict[type[Event], list[type["Model"]]] = defaultdict(list)


class Model:
    """Folded from the facts of types `reads` that carry all of its tags.

    Decisions look at models and never change them; only `apply` does. Containers in a model hold
    immutable values, so that copying the containers is enough to remember a state.
    """

    reads: ClassVar[tuple[type[Event], ...]]
    about: ClassVar[tuple[str, ...]]
    types: ClassVar[tuple[str, ...]] = ()
    prefixes: ClassVar[tuple[str, ...]] = ()

    tags: tuple[str, ...]
    key: Key

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "reads" in cls.__dict__:
            cls.types = tuple(event.__name__ for event in cls.reads)
            cls.prefixes = tuple(f"{name}:" for name in cls.about)
            for event in cls.reads:
                READERS[event].append(cls)

    def __init__(self, *ids: str) -> None:
        # Made for every question of every decision, so the two usual shapes are spelt out.
        prefixes = self.prefixes
        if len(ids) == 1:
            self.tags = (prefixes[0] + ids[0],)
        else:
            self.tags = tuple(map(add, prefixes, ids))
        self.key = (type(self), self.tags)

    def apply(self, event: Event) -> None:
        """Take one fact in; facts arrive in the order of the log."""
        raise NotImplementedError

    def snapshot(self) -> dict[str, Any]:
        """Remember how things stand, one container deep."""
        state = self.__dict__.copy()
        for name, value in state.items():
            if type(value) in CONTAINERS:
                state[name] = value.copy()
        return state


def asking(event: Event) -> list[Key]:
    """Name the models, warm or not, that a fact is folded into."""
    values = event.__dict__
    keys: list[Key] = []
    for model in READERS[type(event)]:
        about = model.about
        if len(about) == 1:  # as nearly all are; each fact asks for all that may be warm
            if (value := values[about[0]]) is not None:
                keys.append((model, (model.prefixes[0] + value,)))
        elif None not in (ids := [values[name] for name in about]):
            keys.append((model, tuple(map(add, model.prefixes, ids))))
    return keys
