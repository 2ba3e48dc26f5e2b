"""The mailer's process: one of all that run works, and waits for a server that is away."""

import time
from contextlib import closing

from psycopg import Error

from projections import bookmarks
from projections.alone import Tell, Work, wait_for_turn
from projections.backoff import Backoff
from projections.connecting import opened
from projections.handover.retrying import Patience
from projections.mail import outbox
from projections.mail.sending import Mailer
from projections.mail.server import Away, Server

POLL = 1.0  # seconds; a notice normally comes first
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between attempts to go on

SETTINGS = """
set role merit_mail;
set timezone to 'UTC';
set synchronous_commit to on;
set jit to off;
-- A mailer that was cut off asks nothing any more; a letter under way takes less than this.
set idle_session_timeout to '150s';
"""


def keep_mailing(conninfo: str, server: Server, tell: Tell, patience: Patience | None = None) -> None:
    """Hand letters over for ever, through lost connections. May be killed at any moment."""
    backoff = Backoff("hand letters over", FIRST_PAUSE, LONGEST_PAUSE)
    while True:
        try:
            with opened(conninfo, "merit mail", SETTINGS) as connection:
                wait_for_turn(connection, Work.MAILER, tell)
                outbox.begin(connection, bookmarks.head(connection))
                connection.execute("listen merit_facts")
                with closing(Mailer(connection, server, patience or Patience(), backoff.succeeded)) as mailer:
                    while True:
                        busy = mailer.turn()
                        backoff.succeeded()
                        if not busy:
                            for _ in connection.notifies(timeout=POLL, stop_after=1):
                                pass
        except (Away, Error) as no:
            time.sleep(backoff.failed(no))
