"""The mailer's turn: new facts become letters, and those that are due are handed over, one after another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from psycopg import Connection

from projections.audit import signed
from projections.handover.cloud_event import source_of
from projections.handover.outbox import first_fact
from projections.handover.retrying import Patience
from projections.mail import outbox
from projections.mail.addresses import mailbox
from projections.mail.letters import Envelope, letter
from projections.mail.outbox import Due
from projections.mail.server import Connection as Conversation
from projections.mail.server import Refused, Server

BATCH: Final = 100  # letters of a turn
NO_ADDRESS, NOT_AN_ADDRESS = "NO_ADDRESS", "NOT_AN_ADDRESS"


class Mailer:
    """Hands letters to one server; the database says which, so that a kill forgets nothing."""

    def __init__(
        self, connection: Connection, server: Server, patience: Patience, heard: Callable[[], None] = lambda: None
    ) -> None:
        self._connection = connection
        # Called for each letter that the server took: it may go away again before a turn is over.
        self._heard = heard
        self._server = server
        self._patience = patience
        self._conversation = Conversation(server)
        self._log = ""

    def close(self) -> None:
        """End the conversation with the server."""
        self._conversation.close()

    def turn(self) -> bool:
        """Do what there is to do; whether there was anything. Raises Away if the server takes no letters."""
        # What a failover could still lose is told to nobody.
        took = outbox.take(self._connection, signed.durable_head(self._connection))
        waiting = outbox.due(self._connection, BATCH)
        for one in waiting:
            self._tell(one)
        if not waiting:
            self._conversation.close()
        return took or bool(waiting)

    def _tell(self, one: Due) -> None:
        to = outbox.recipient(self._connection, one.employee)
        if to is None or not to.email:
            self._failed(one, Refused(NO_ADDRESS), dead=True)
            return
        address = mailbox(to.email)
        if address is None:
            self._failed(one, Refused(NOT_AN_ADDRESS), dead=True)
            return
        fact = outbox.fact(self._connection, one.position)
        message = letter(
            fact,
            Envelope(self._server.sender, address, to.language),
            title=outbox.title(self._connection, fact),
            log=self._named(),
        )
        try:
            code = self._conversation.hand_over(address, message)
        except Refused as no:
            self._failed(one, no, dead=no.for_good)
        else:
            outbox.sent(self._connection, one.position, code)
            self._heard()

    def _failed(self, one: Due, no: Refused, *, dead: bool) -> None:
        attempts = one.attempts + 1
        outbox.failed(
            self._connection,
            one,
            dead=dead or attempts >= self._patience.attempts,
            next_at=datetime.now(UTC) + (timedelta() if dead else self._patience.pause(attempts)),
            code=no.code,
            problem=no.problem,
        )

    def _named(self) -> str:
        """Name the log as the right side of a Message-ID."""
        if not self._log:
            first = first_fact(self._connection)
            assert first is not None  # noqa: S101 - there is something to tell
            self._log = f"{source_of(first).rpartition(':')[2]}.merit.invalid"
        return self._log
