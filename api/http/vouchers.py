"""Voucher codes, shown to their owner once; asked again under the same key, the answer is given again."""

from functools import partial
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json
from starlette.responses import Response

from api import vouchers
from api.http import bodies, openapi
from api.http.answers import Json
from api.http.commands import caller_of, request_key
from api.http.policy import Role, only
from api.http.problems import FieldError, RequestInvalid
from api.http.reading import Reading
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from ledger.decisions.show_vouchers import ShowVouchers
from ledger.events import VouchersShown
from ledger.writing import Ledger

PATH = "/v1/redemptions/{redemption}/vouchers"
ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["position", "repeat", "codes"],
    "properties": {
        "position": {"type": "integer"},
        "repeat": {"type": "boolean"},
        "codes": {"type": "array", "items": {"type": "string"}},
    },
}


OWNERS = only(Role.EMPLOYEE)


def route(ledger: Ledger, reading: Reading, shapes: Shapes) -> Route:
    """Make the one address where codes are shown."""
    key = {**openapi.KEY_PARAMETER, "required": True}
    operation = {
        "operationId": "ShowVouchers",
        "summary": "Show a person the voucher codes they redeemed, once; to the same request again.",
        "description": OWNERS.described(),
        "tags": ["redemptions"],
        "security": [{"token": []}],
        "parameters": [*shapes.parameters(ShowVouchers, PATH), key, openapi.PERSON_PARAMETER],
        "responses": {
            "200": {"description": "The codes.", "content": {openapi.JSON: {"schema": ANSWER}}},
            **openapi.problems(openapi.COMMAND_PROBLEMS),
        },
    }
    return Route("POST", PATH, VoucherDoor(ledger, reading), OWNERS, operation=operation)


class VoucherDoor:
    """Records that codes are shown, and only then opens them. A key is a must: without it a lost answer is lost."""

    def __init__(self, ledger: Ledger, reading: Reading) -> None:
        self._ledger = ledger
        self._reading = reading
        self._safe = vouchers.Safe(ledger.codes)
        self._shape = TypeAdapter(ShowVouchers)

    async def __call__(self, asked: Asked) -> Response:
        """Give the codes of one redemption."""
        key = request_key(asked)
        if key is None:
            error = FieldError(("header", "Idempotency-Key"), "A code is shown once: name the request.", "KEY_MISSING")
            raise RequestInvalid(errors=[error])
        command = bodies.validated(self._shape, to_json(asked.ids))
        done = await self._ledger.submit((command,), caller_of(asked, key))
        names = [name for event in done.events if isinstance(event, VouchersShown) for name in event.vouchers]
        codes = await self._reading.ask(partial(vouchers.codes, safe=self._safe, vouchers=names))
        return Json(to_json({"position": done.last, "repeat": done.repeat, "codes": codes}))
