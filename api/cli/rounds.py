"""A command that takes turns for ever, alone or beside the API."""

import contextlib
import signal
import threading
from types import FrameType

from api import logs
from api.cli.companions import end_with_parent
from api.database import ready_url
from api.rounds import Turn, keep_going
from api.settings import Settings


def keep_taking_turns(settings: Settings, turn: Turn, every: float, *, with_parent: bool) -> None:
    """Take turns until Ctrl-C or SIGTERM, at whose instant a turn ends: what is half done is done again."""
    logs.configure(settings)
    url = ready_url(settings)
    over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    if with_parent:
        end_with_parent()
    with contextlib.suppress(KeyboardInterrupt):
        keep_going(url, turn, every, over)
