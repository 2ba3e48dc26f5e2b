"""What every fact is: frozen, tagged by its fields, versioned, dated by when it happened."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from ledger.vocabulary import Moment

# One rule instead of tag lists: a field with one of these names is the tag `name:value`.
TAGS = frozenset(
    (
        *("employee", "trainer", "session", "course", "branch", "reward", "redemption", "statement", "case", "log"),
        *("period", "books", "package", "policy", "tree", "obligation"),
        *("adjustment", "change", "transfer", "restatement"),
    )
)

REGISTRY: dict[str, type["Event"]] = {}


class Event(BaseModel):
    """One immutable fact. Stored under its class name; a changed meaning is a new class."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Raised together with an upcast in `ledger.events.upcasts` when the shape changes.
    schema_version: ClassVar[int] = 1
    # The fields that are tags, each with its tag's beginning.
    tag_fields: ClassVar[tuple[tuple[str, str], ...]] = ()

    # When it happened; kept in a column of its own, so it is not part of the stored data.
    effective_at: Moment = Field(exclude=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - pydantic's own signature
        super().__pydantic_init_subclass__(**kwargs)
        if cls.__name__ in REGISTRY and REGISTRY[cls.__name__].__module__ != cls.__module__:
            raise TypeError(f"two facts are named {cls.__name__}")
        cls.tag_fields = tuple((name, f"{name}:") for name in cls.model_fields if name in TAGS)
        REGISTRY[cls.__name__] = cls

    @property
    def tags(self) -> tuple[str, ...]:
        """Who and what this fact is about, as `name:value`."""
        values = self.__dict__
        # Kept beside the fields without functools.cached_property, whose lock costs more than the tags.
        tags: tuple[str, ...] | None = values.get("_tags")
        if tags is None:
            # A list, because a generator takes twice as long for so few.
            tags = tuple([start + values[name] for name, start in self.tag_fields if values[name] is not None])
            values["_tags"] = tags
        return tags
