"""One SMTP server: a connection that is encrypted unless said otherwise, and attempts that end in time."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Final, Literal, NamedTuple

from projections.mail.addresses import domain_of

ANSWER_SECONDS: Final = 30.0
# However slowly the server drips, an attempt is over by then.
LONGEST_SECONDS: Final = 90.0
TAKEN: Final = (250, 251)
GONE_FOR_GOOD: Final = 500

Security = Literal["starttls", "tls", "none"]


class Server(NamedTuple):
    """Where letters are handed over, as whom, and from which address they come."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str | None = None
    password: str | None = None
    # Certificates that the server's must lead to; without them, those that the machine trusts.
    roots: Path | None = None
    answer_seconds: float = ANSWER_SECONDS
    longest_seconds: float = LONGEST_SECONDS


class Away(Exception):  # noqa: N818 - a state of the server, not a bug
    """The server takes no letters now, whoever they are for."""


class Refused(Exception):  # noqa: N818 - an answer of the server
    """The server did not take this letter, or nobody knows whether it did."""

    def __init__(self, problem: str, code: int | None = None) -> None:
        super().__init__(problem)
        self.problem, self.code = problem, code

    @property
    def for_good(self) -> bool:
        """Whether it never will."""
        return self.code is not None and self.code >= GONE_FOR_GOOD


class Connection:
    """A conversation with the server, begun when the first letter is handed over."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, to: str, letter: EmailMessage) -> int:
        """Hand a letter over and give the server's answer; raises Refused, or Away."""
        with self._in_time():
            smtp = self._smtp or self._began()
            self._greet(smtp)
            try:
                code, said = smtp.rcpt(to)
                if code in TAKEN:
                    code, said = smtp.data(letter.as_bytes())
            except smtplib.SMTPDataError as no:
                code, said = no.smtp_code, _bytes(no.smtp_error)
            except (smtplib.SMTPException, OSError) as no:
                self._drop()
                raise Refused(f"{type(no).__name__} in the middle of a letter") from no
            if code not in TAKEN:
                self._reset(smtp)
                raise Refused(_said(code, said), code)
            return code

    def close(self) -> None:
        """End the conversation."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        """Say nothing more to a server that may not listen."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _began(self) -> smtplib.SMTP:
        server = self._server
        try:
            context = ssl.create_default_context(cafile=server.roots)
            kind = partial(smtplib.SMTP_SSL, context=context) if server.security == "tls" else smtplib.SMTP
            self._smtp = smtp = kind(local_hostname=domain_of(server.sender), timeout=server.answer_seconds)
            # What the constructor would do, in a place from which it can be cut off.
            smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001 - the name in the certificate
            smtp.connect(server.host, server.port)
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo()
            if server.user is not None:
                smtp.login(server.user, server.password or "")
        except (smtplib.SMTPException, OSError) as no:
            self._drop()
            raise Away(f"{server.host}:{server.port}: {_why(no)}") from no
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        """Say who writes; what goes wrong here is about the server or about us, and no letter's fault."""
        try:
            code, said = smtp.mail(self._server.sender)
        except (smtplib.SMTPException, OSError) as no:
            self._drop()
            raise Away(f"{self._server.host}:{self._server.port}: {_why(no)}") from no
        if code not in TAKEN:
            self._drop()
            raise Away(f"it takes no letters of {self._server.sender}: {_said(code, said)}")

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Hang up on a server that keeps an attempt alive and does not end it."""
        over = threading.Timer(self._server.longest_seconds, self._hang_up)
        over.daemon = True
        over.start()
        try:
            yield
        finally:
            over.cancel()

    def _hang_up(self) -> None:
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)


def _why(no: Exception) -> str:
    if isinstance(no, smtplib.SMTPAuthenticationError):
        return f"it does not know the user: {no.smtp_code}"
    if isinstance(no, smtplib.SMTPNotSupportedError):
        return f"it does not offer what is asked for: {no}"
    return f"{type(no).__name__}: {no}"


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _said(code: int, text: bytes) -> str:
    return f"{code} {' '.join(text.decode('utf-8', 'replace').split())}"[:200]
