"""Who is calling: the service token of a request, looked up and remembered for a few seconds."""

import re
import time
from typing import Final

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers

from api import tokens
from api.http.bodies import found
from api.http.policy import Bearer, Role
from api.http.problems import FieldError, RequestInvalid, TokenMissing, TokenUnknown, field_errors
from api.http.reading import Connection, Reading
from ledger.vocabulary import Id

SHAPE: Final = re.compile(r"merit_[A-Za-z0-9_-]{43}")
# A revoked token works at most this much longer.
REMEMBERED_SECONDS = 5.0
REMEMBERED_MAX = 10_000
PERSON_NAME = "Merit-On-Behalf-Of"

_ID: Final = TypeAdapter[str](Id)
_UNKNOWN: Final = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class Bearers:
    """Looks tokens up by their hash."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known: dict[bytes, tuple[Bearer | None, float]] = {}

    async def of(self, authorization: str | None) -> Bearer:
        """Give the program behind an Authorization header."""
        if authorization is None:
            raise TokenMissing(headers={"WWW-Authenticate": "Bearer"})
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() != "bearer" or not SHAPE.fullmatch(secret):
            raise TokenUnknown(headers=_UNKNOWN)
        # Remembered under its hash: a dump of this process shows no token.
        digest = tokens.hash_of(secret)
        bearer, until = self._known.get(digest, (None, 0.0))
        if until < time.monotonic():
            bearer = await self._reading.ask(_find, secret)
            if len(self._known) >= REMEMBERED_MAX:
                self._known.clear()
            self._known[digest] = (bearer, time.monotonic() + REMEMBERED_SECONDS)
        if bearer is None:
            raise TokenUnknown(headers=_UNKNOWN)
        return bearer


def _find(connection: Connection, secret: str) -> Bearer | None:
    token = tokens.bearer_of(connection, secret)
    return None if token is None else Bearer(token.name, frozenset(Role(role) for role in token.roles))


def person_of(headers: Headers) -> str | None:
    """Read the person a program acts for; header bytes are UTF-8 or nothing."""
    named = headers.getlist(PERSON_NAME)
    if not named:
        return None
    if len(named) > 1:
        # A gateway that adds a second one must not be outvoted by the first, which its caller wrote.
        error = FieldError(("header", PERSON_NAME), "This header is given twice.", "SAID_TWICE")
        raise RequestInvalid(errors=[error])
    (said,) = named
    try:
        return _ID.validate_python(said.encode("latin-1").decode())
    except ValidationError as wrong:
        raise RequestInvalid(errors=field_errors(found(wrong), "header", PERSON_NAME)) from None
    except UnicodeDecodeError:
        raise RequestInvalid from None
