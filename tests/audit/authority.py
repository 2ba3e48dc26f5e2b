"""A time-stamping authority of this machine: openssl behind a small HTTP door."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

import pytest

OPENSSL = shutil.which("openssl")
SETTINGS = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
VERSION = subprocess.run([OPENSSL, "version"], capture_output=True, text=True, check=True).stdout if OPENSSL else ""
needs_openssl = pytest.mark.skipif(
    not VERSION.startswith("OpenSSL 3"), reason="openssl 3, whose time-stamping authority is asked, is not installed"
)
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Authority(NamedTuple):
    """What can be asked, and what is to be believed."""

    folder: Path
    url: str

    @property
    def roots(self) -> Path:
        """The certificate that its stamps lead to."""
        return self.folder / "root.pem"

    def stamp(self, query: bytes, *more: str) -> bytes:
        """Answer a request as the program does."""
        asked, answer = self.folder / "asked.tsq", self.folder / "answer.tsr"
        asked.write_bytes(query)
        names = ("-section", "tsa", "-queryfile", "asked.tsq", "-signer", "signer.pem", "-inkey", "signer.key")
        run(self.folder, "ts", "-reply", "-config", "settings", *names, "-out", "answer.tsr", *more)
        return answer.read_bytes()


def run(folder: Path, *words: str) -> None:
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *words], cwd=folder, check=True, capture_output=True, timeout=60)


def made(folder: Path, name: str) -> None:
    """Make a root and a signer; a long name makes the root's certificate the longer of the two."""
    folder.mkdir(parents=True)
    (folder / "settings").write_text(SETTINGS)
    (folder / "serial").write_text("01\n")
    _certificate(folder, "root", "root", f"/O={name}/CN={name}")
    _certificate(folder, "signer", "signer", "/CN=t", "-CA", "root.pem", "-CAkey", "root.key")


def _certificate(folder: Path, file: str, kind: str, name: str, *signed: str) -> None:
    words = ("-config", "settings", "-extensions", kind, "-subj", name, "-days", "30", *signed)
    run(folder, "req", "-x509", *KEY, *words, "-keyout", f"{file}.key", "-out", f"{file}.pem")


@contextmanager
def serving(folder: Path) -> Iterator[Authority]:
    lock = Lock()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            query = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                content = authority.stamp(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        authority = Authority(folder, f"http://127.0.0.1:{server.server_port}/")
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()
