"""A mail server of this machine, that does with letters what a spec says."""

from __future__ import annotations

import ssl
import threading
from asyncio import Transport
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "merit", "a password, with = and spaces"
OK = "250 OK"
HANG_UP = "hang up"


class MailServer:
    """What it took, in order; and how it behaves."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.logins: list[bool] = []
        self.on_mail: Callable[[], str] = lambda: OK
        self.on_rcpt: Callable[[str], str] = lambda _: OK
        # Called with every letter; what it says about one that it keeps must begin with 250.
        self.on_data: Callable[[bytes], str] = lambda _: OK
        self._lock = threading.Lock()

    async def handle_MAIL(  # noqa: N802 - the server's own names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.on_mail()
        if answer == OK:
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802 - the server's own names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.on_rcpt(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        assert isinstance(envelope.content, bytes)
        answer = self.on_data(envelope.content)
        if answer in (OK, HANG_UP):
            with self._lock:
                self.taken.append(envelope.content)
                self.recipients += envelope.rcpt_tos
        if answer == HANG_UP:
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return answer

    def authenticate(self, *asked: Any) -> AuthResult:
        data = asked[-1]
        right = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
        self.logins.append(right)
        return AuthResult(success=right, handled=False)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in list(self.taken)]

    @property
    def ids(self) -> Counter[str]:
        """Every Message-ID, and how often it came."""
        return Counter(str(one["Message-ID"]) for one in self.letters)


@contextmanager
def serving(server: MailServer, port: int = 0, **how: Any) -> Iterator[int]:
    """Let it listen; give the port."""

    class Listening(Controller):
        def _trigger_server(self) -> None:
            # Asks the kernel's choice of a port, where the original would connect to port 0.
            if self.port == 0:
                self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
            super()._trigger_server()  # type: ignore[no-untyped-call]

    controller = Listening(server, hostname=HOST, port=port, ready_timeout=20, **how)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class Certificate:
    """A certificate for this machine, that leads to itself."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.file, key_file = folder / "mail.pem", folder / "mail.key"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.file, key_file)
