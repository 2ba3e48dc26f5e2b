"""The rotating code that a person's own screen shows for check-in by qr."""

from typing import NamedTuple

from pydantic_core import to_json
from starlette.responses import Response

from api.http.answers import Json
from api.http.questions.question import Question, Source, parsed
from api.http.routes import Asked
from ledger.recording import utc_now
from ledger.rotating_code import RotatingCodes
from ledger.vocabulary import Id


class Shown(NamedTuple):
    """What the screen shows and until when."""

    code: str
    until: str


class CodeOf(Question):
    """The code of one person in one session, good for one check while it is shown."""

    of = Source(Shown, ())

    session: Id
    employee: Id


class Showing:
    """Gives codes to the employees' application. Whether they are of use is decided when they are used."""

    def __init__(self, codes: RotatingCodes) -> None:
        self._codes = codes

    async def __call__(self, asked: Asked) -> Response:
        """Give the code of this moment."""
        wanted: CodeOf = parsed(CodeOf, asked)
        step = self._codes.step(utc_now())
        shown = {"code": self._codes.code(wanted.session, wanted.employee, step), "until": self._codes.ends(step)}
        return Json(to_json({"position": 0, "item": shown}))
