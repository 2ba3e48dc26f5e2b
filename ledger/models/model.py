"""A model is a small question about the past: it folds the facts that matter and answers in the words of the trade."""

from operator import add
from typing import Any, ClassVar

from ledger.events import Event

Key = tuple[type["Model"], tuple[str, ...]]

CONTAINERS = frozenset((dict, list, set))


TAGS_MAX = 2


class Model:
    """Folded from the facts of types `reads` that carry all of its tags.

    Decisions look at models and never change them; only `apply` does. Containers in a model hold
    immutable values, so that copying the containers is enough to remember a state.
    """

    reads: ClassVar[tuple[type[Event], ...]]
    about: ClassVar[tuple[str, ...]]
    types: ClassVar[tuple[str, ...]] = ()
    kinds: ClassVar[frozenset[type[Event]]] = frozenset()

    prefixes: ClassVar[tuple[str, ...]] = ()

    tags: tuple[str, ...]
    key: Key

    def __init_subclass__(cls) -> None:
        if len(cls.__dict__.get("about", ())) > TAGS_MAX:
            raise TypeError(f"{cls.__name__} is about more tags than folds are kept by")
        if "reads" in cls.__dict__:
            cls.types = tuple(event.__name__ for event in cls.reads)
            cls.kinds = frozenset(cls.reads)
            cls.prefixes = tuple(f"{name}:" for name in cls.about)

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
