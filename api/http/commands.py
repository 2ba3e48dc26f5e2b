"""From request to command and back: the body is the command, less what the address says already."""

import re
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic_core import to_json
from starlette.responses import Response

from api.http import answers, bodies
from api.http.in_time import in_time, on_a_thread
from api.http.policy import Access, Bearer, Role
from api.http.problems import FieldError, NotThisPerson, RequestInvalid, ViewBehind
from api.http.reading import EVERY_VIEW, Reading
from api.http.routes import Asked
from api.http.wire import Wire
from ledger.recording import Caller, Command, Recorded
from ledger.writing import Ledger

KEY_HEADER: Final = "idempotency-key"
KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
WAIT_SECONDS_MAX = 10.0


class CommandDoor:
    """Takes one kind of command at one address."""

    def __init__(self, ledger: Ledger, reading: Reading, command: type[Command], allow: Access, limit: int) -> None:
        self._ledger = ledger
        self._reading = reading
        self._shape = TypeAdapter(command)
        self._wire = Wire(command)
        self._allow = allow
        self._limit = limit

    async def __call__(self, asked: Asked) -> Response:
        """Record the command, or rehearse it."""
        rehearse = bool(asked.scope["query_string"]) and dry_run(asked)
        caller = caller_of(asked, request_key(asked))
        command = self._parsed(asked, await bodies.read(asked, self._limit))
        if self._allow.only_for_oneself(bearer_of(asked)):
            refuse_another(command, asked.person)
        if rehearse:
            return answers.rehearsed(await on_a_thread(lambda: self._ledger.rehearse((command,), caller)))
        done = await in_time(self._ledger.submit((command,), caller))
        prefer = asked.headers.get("prefer")
        return answers.created(done, None if prefer is None else await waited(self._reading, done, prefer))

    def _parsed(self, asked: Asked, body: bytes) -> Command:
        """Put the ids of the address into the body, so that one validation sees the whole command."""
        said: Any = {}
        if body:
            said = bodies.unambiguous(asked, body)
            if isinstance(said, dict):
                self._wire.refuse_loose_moments(said)
        ids = asked.ids
        if ids and isinstance(said, dict):
            twice = [name for name in ids if name in said]
            if twice:
                errors = [FieldError((name,), "The address says this already.", "SAID_TWICE") for name in twice]
                raise RequestInvalid(errors=errors)
            rest = body.strip()[1:] if said else b"}"
            body = to_json(ids)[:-1] + (b"," if said else b"") + rest
        return bodies.validated(self._shape, body or b"{}")


def bearer_of(asked: Asked) -> Bearer:
    """Give the program that was let in; commands have no public routes."""
    if asked.token is None:
        raise NotThisPerson
    return asked.token


def caller_of(asked: Asked, key: str | None) -> Caller:
    """Say who asks, in the ledger's words."""
    bearer = bearer_of(asked)
    return Caller(bearer.name, request=key, on_behalf_of=asked.person, operator=Role.OPERATOR in bearer.roles)


def request_key(asked: Asked) -> str | None:
    """Read the Idempotency-Key: 1 to 200 visible ASCII characters."""
    key = asked.headers.get(KEY_HEADER)
    if key is not None and not KEY.fullmatch(key):
        error = FieldError(("header", "Idempotency-Key"), "1 to 200 visible ASCII characters", "KEY_INVALID")
        raise RequestInvalid(errors=[error])
    return key


def dry_run(asked: Asked) -> bool:
    """Read `?dry_run=true`, the one parameter that commands have."""
    given = asked.query_params.multi_items()
    if any(name != "dry_run" for name, _ in given):
        error = FieldError(("query",), "Commands take no parameter but dry_run.", "PARAMETER_UNKNOWN")
        raise RequestInvalid(errors=[error])
    if [value for _, value in given] not in (["true"], ["false"]):
        error = FieldError(("query", "dry_run"), "true or false, once", "PARAMETER_INVALID")
        raise RequestInvalid(errors=[error])
    return given[0][1] == "true"


def refuse_another(command: Command, person: str | None) -> None:
    """Keep an application that speaks for one person from naming another."""
    if person is not None and getattr(command, "employee", person) != person:
        raise NotThisPerson


async def waited(reading: Reading, done: Recorded, prefer: str) -> dict[str, str]:
    """Honour `Prefer: wait=N`: answer when the views show the facts, or after N seconds all the same."""
    wish = re.search(r"(?:^|[,;\s])wait=(\d{1,3})(?:$|[,;\s])", prefer)
    if wish is None:
        return {}
    try:
        await reading.reached(done.last, EVERY_VIEW, min(float(wish[1]), WAIT_SECONDS_MAX))
    except ViewBehind:
        return {}
    return {"Preference-Applied": f"wait={wish[1]}"}
