"""YAML of which only the plain part is taken: mappings, lists and values, each with its place in the text.

Numbers are kept as they are written, so none ever is a float.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import yaml

from ledger.refusals.policies import PolicyKeyTwice, PolicyNotPlain, PolicyTooDeep, PolicyTooLong, PolicyUnreadable

BYTES = 32_768
DEPTH = 8
# Longer ones are no numbers of ours, and Python would refuse to read them.
WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,29})")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,29})\.[0-9]{1,30}")
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands, counted from 1."""

    line: int
    column: int


class Text(NamedTuple):
    """What a text says, and where each path of it stands."""

    said: Any
    places: dict[Path, Place]


def read(text: str) -> Text:
    """Read one document."""
    size = len(text.encode(errors="surrogatepass"))
    if size > BYTES:
        raise PolicyTooLong(limit=BYTES, bytes=size)
    reader = _Reader(text)
    return Text(reader.document(), reader.places)


def dotted(path: Path) -> str:
    """Write a path as people say it; what is no name of ours is not repeated."""
    return ".".join(str(step) if isinstance(step, int) or re.fullmatch(r"\w{1,64}", step) else "?" for step in path)


class _Reader:
    def __init__(self, text: str) -> None:
        self.places: dict[Path, Place] = {}
        self._events = _events(text)

    def document(self) -> Any:  # noqa: ANN401 - whatever a text says
        events = self._events
        said: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    raise PolicyNotPlain(**_place(event)._asdict())
                said = self._value(next(events), ())
                next(events)
                break
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise PolicyNotPlain(**_place(event)._asdict())
        return said

    def _value(self, event: yaml.Event, path: Path) -> Any:  # noqa: ANN401 - the same
        place = _place(event)
        self.places.setdefault(path, place)
        if len(path) > DEPTH:
            raise PolicyTooDeep(**place._asdict(), limit=DEPTH)
        match event:
            case yaml.MappingStartEvent(anchor=None, tag=None):
                return self._mapping(path)
            case yaml.SequenceStartEvent(anchor=None, tag=None):
                items = enumerate(self._until(yaml.SequenceEndEvent))
                return [self._value(item, (*path, number)) for number, item in items]
            case yaml.ScalarEvent(anchor=None, tag=None):
                return _scalar(event) if event.style is None else event.value
        raise PolicyNotPlain(**place._asdict())

    def _mapping(self, path: Path) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for event in self._until(yaml.MappingEndEvent):
            place = _place(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None or event.tag is not None:
                raise PolicyNotPlain(**place._asdict())
            key = event.value
            if key in said:
                raise PolicyKeyTwice(**place._asdict(), path=dotted((*path, key)))
            self.places[*path, key] = place
            said[key] = self._value(next(self._events), (*path, key))
        return said

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        raise PolicyUnreadable(**place._asdict()) from None
    except yaml.reader.ReaderError as wrong:
        before = text[: wrong.position]
        line = before.count("\n") + 1
        raise PolicyUnreadable(line=line, column=len(before) - before.rfind("\n")) from None


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _scalar(event: yaml.ScalarEvent) -> str | int | bool | Decimal | None:
    said: str = event.value
    if said in WORDS:
        return WORDS[said]
    if WHOLE.fullmatch(said):
        return int(said)
    return Decimal(said) if DECIMAL.fullmatch(said) else said
