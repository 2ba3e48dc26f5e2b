"""The table of all routes, and the way from an address to one of them.

Segments are decoded one by one, so an id with a slash is written `%2F` and stays one id.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response

from api.http.policy import Access, Bearer, declared
from api.http.problems import MethodNotAllowed, RouteUnknown


class Asked(Request):
    """A request that was let in: with the token it came with and the ids of its address."""

    token: Bearer | None = None
    ids: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed

    @property
    def person(self) -> str | None:
        """The person the calling program acts for, if it says so."""
        named: str | None = self.scope.get("merit.person")
        return named

    @property
    def request_id(self) -> str:
        """The name of this request in logs and problems."""
        name: str = self.scope.get("merit.request_id", "-")
        return name


Endpoint = Callable[[Asked], Awaitable[Response]]


@dataclass(frozen=True)
class Route:
    """One thing to ask at one address: `allow` has no default."""

    method: str
    path: str
    endpoint: Endpoint
    allow: Access
    # The media type of a good answer; problems are `application/problem+json` whatever was asked for.
    answers: str = "application/json"
    # The operation as the interface's description has it.
    operation: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        declared(self.allow, f"{self.method} {self.path}")


class _Junction:
    """Where an address may go on, by a word, by an id or by all that is left; and what can be asked where it ends."""

    __slots__ = ("by_id", "rest", "routes", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Junction] = {}
        self.by_id: tuple[str, _Junction] | None = None
        self.rest: tuple[str, _Junction] | None = None
        self.routes: dict[str, Route] = {}

    def along(self, segment: str) -> "_Junction":
        """Give the next junction for a segment of a route's path, making it if need be."""
        if not segment.startswith("{"):
            return self.words.setdefault(segment, _Junction())
        if segment.endswith("...}"):
            self.rest = self.rest or (segment[1:-4], _Junction())
            return self.rest[1]
        name = segment[1:-1]
        if self.by_id is None:
            self.by_id = (name, _Junction())
        if self.by_id[0] != name:
            raise ValueError(f"two routes name the same segment differently: {name}, {self.by_id[0]}")
        return self.by_id[1]


class Table:
    """All routes of the program."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = list(routes)
        self._start = _Junction()
        for route in self.routes:
            end = self._start
            for segment in route.path.split("/")[1:]:
                end = end.along(segment)
            if route.method in end.routes:
                raise ValueError(f"two routes for {route.method} {route.path}")
            end.routes[route.method] = route

    def find(self, method: str, raw_path: bytes) -> tuple[Route, dict[str, str]]:
        """Follow the address; a word goes before an id."""
        ids: dict[str, str] = {}
        end = self._start
        names = [_decoded(segment) for segment in raw_path.split(b"/")[1:]]
        for number, name in enumerate(names):
            word = end.words.get(name)
            if word is not None:
                end = word
            elif end.by_id is not None and name:
                ids[end.by_id[0]] = name
                end = end.by_id[1]
            elif end.rest is not None:
                ids[end.rest[0]] = "/".join(names[number:])
                end = end.rest[1]
                break
            else:
                raise RouteUnknown
        if not end.routes:
            raise RouteUnknown
        route = end.routes.get(method)
        if route is None:
            raise MethodNotAllowed(headers={"Allow": ", ".join(sorted(end.routes))})
        return route, ids


def _decoded(segment: bytes) -> str:
    if b"%" in segment:
        segment = unquote_to_bytes(segment)
    try:
        return segment.decode()
    except UnicodeDecodeError:
        raise RouteUnknown from None
