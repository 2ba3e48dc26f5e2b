"""Nobody turns the sender into a way into our own network."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from handover.receiving import receiving
from handover.scene import HERE

from projections.handover.addresses import Forbidden, Rules
from projections.handover.receiver import Receiver

STRICT = Rules()
OUR_OWN = [
    *("127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "100.64.0.1", "0.1.2.3", "169.254.169.254", "224.0.0.1"),
    *("::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    *("255.255.255.255", "ff02::1"),
]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "https://",
            "example.com/x",
            "//example.com",
        ),
        *("https://lin:secret@example.com/", "https://lin@example.com/", "https://example.com/#x"),
        *("https://example.com/ x", "https://例子.example/", "https://example.com/\n", "https://e.com/" + "x" * 2000),
        *("https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/"),
    ],
)
def test_an_address_that_nobody_may_be_told_at_is_refused(url: str) -> None:
    with pytest.raises(Forbidden) as no:
        STRICT.checked(url)
    assert no.value.zh


def test_an_https_address_of_somebody_else_is_allowed() -> None:
    assert STRICT.checked("https://payroll.example.com:8443/merit?x=1").port == 8443


@pytest.mark.parametrize("address", OUR_OWN)
def test_a_name_that_leads_to_our_own_network_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    public = _found("8.8.8.8")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [*public, *_found(address)])
    with pytest.raises(Forbidden):
        STRICT.resolved("payroll.example.com", 443)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: public)
    assert STRICT.resolved("payroll.example.com", 443) == "8.8.8.8"


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "::", "224.0.0.1", "::ffff:169.254.169.254"])
def test_no_setting_opens_the_way_to_a_metadata_service(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: _found(address))
    with pytest.raises(Forbidden):
        HERE.resolved("payroll.example.com", 443)


def test_the_address_that_was_looked_at_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time gains nothing: it is asked once."""
    real, asked = socket.getaddrinfo, []

    def rebinding(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        if host == "payroll.example.com":
            return _found("127.0.0.1") if len(asked) == 1 else _found("169.254.169.254")
        return real(host, *rest, **more)

    with receiving() as (told, port):
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        assert Receiver(f"http://payroll.example.com:{port}/", HERE).post(b'{"position":"1"}', {}).accepted
    assert asked.count("payroll.example.com") == 1
    assert told.heard[0].headers["host"] == f"payroll.example.com:{port}"


def test_the_sender_looks_at_the_address_again_when_it_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as (told, port):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: _found("127.0.0.1"))
        met = Receiver(f"http://payroll.example.com:{port}/", Rules(plain=True)).post(b"{}", {})
    assert (met.accepted, met.problem, told.heard) == (False, "its address is private", [])


def test_nobody_is_followed_elsewhere() -> None:
    with receiving() as (there, port), receiving() as (told, first):
        told.behave = lambda _: (307, {"Location": f"http://127.0.0.1:{port}/"})
        met = Receiver(f"http://127.0.0.1:{first}/", HERE).post(b'{"position":"1"}', {})
    assert (met.accepted, met.status, len(told.heard), there.heard) == (False, 307, 1, [])


def test_a_long_answer_is_not_read_to_its_end() -> None:
    with _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" + b"x" * 100_000) as port:
        assert Receiver(f"http://127.0.0.1:{port}/", HERE).post(b"{}", {}).accepted


def test_a_certificate_that_nobody_vouches_for_is_no_receiver() -> None:
    with _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port:
        met = Receiver(f"https://127.0.0.1:{port}/", HERE).post(b"{}", {})
    assert (met.status, met.accepted) == (None, False)


def test_an_answer_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.handover.receiver.LONGEST_SECONDS", 0.5)
    with _dripping() as port:
        receiver = Receiver(f"http://127.0.0.1:{port}/", HERE)
        met: list[Any] = []
        posting = threading.Thread(target=lambda: met.append(receiver.post(b"{}", {})))
        began = time.monotonic()
        posting.start()
        while posting.is_alive():
            receiver.cut_late()
            posting.join(0.1)
    assert time.monotonic() - began < 5
    assert met[0].status is None


def _found(address: str) -> list[Any]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return [(family, socket.SOCK_STREAM, 6, "", (address, 443))]


@contextmanager
def _raw(answer: bytes) -> Iterator[int]:
    """Answer one connection with these bytes, whatever it says."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


@contextmanager
def _dripping() -> Iterator[int]:
    """Answer with a header that never ends, a byte at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                    while True:
                        connection.sendall(b"x")
                        time.sleep(0.05)

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
