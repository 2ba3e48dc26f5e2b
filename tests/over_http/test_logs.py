"""What the program says while it serves names requests, and never a secret or a body."""

import asyncio
import json

import httpx
import pytest
import structlog
from starlette.responses import Response

from api import logs
from api.http import create_app, door
from api.http.policy import ANYONE
from api.http.routes import Asked, Route
from api.settings import Settings
from ledger.log.memory import MemoryLog
from ledger.writing import Ledger

SECRET = "merit_" + "s3cret" * 7 + "x"


async def broken(asked: Asked) -> Response:
    said = await asked.body()
    raise ZeroDivisionError(len(said))


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_bug_is_a_problem_and_its_traceback_has_no_secret(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = structlog.get_config()
    logs.configure(Settings.model_validate({"log_format": form}))
    monkeypatch.setattr(door, "log", structlog.get_logger())
    program = create_app(Ledger(MemoryLog()), "", more=[Route("POST", "/v1/broken", broken, ANYONE)])

    async def ask() -> httpx.Response:
        headers = {"Authorization": f"Bearer {SECRET}", "X-Request-Id": "request-7"}
        transport = httpx.ASGITransport(program)
        async with httpx.AsyncClient(transport=transport, base_url="http://merit") as client:
            return await client.post("/v1/broken", content=b"a private matter", headers=headers)

    try:
        answer = asyncio.run(ask())
    finally:
        structlog.configure(**before)
    assert (answer.status_code, answer.json()["code"]) == (500, "BROKEN")
    assert "ZeroDivision" not in answer.text
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "request-7" in said
    assert "s3cret" not in said
    assert "private" not in said
    if form == "json":
        lines = [json.loads(line) for line in said.splitlines()]
        assert {"broken", "answered"} <= {line["event"] for line in lines}
