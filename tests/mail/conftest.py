"""A ledger with warnings to tell, and a mail server."""

from collections.abc import Iterator

import pytest
from mail.scene import Scene
from mail.serving import Certificate, MailServer, serving


@pytest.fixture
def scene(ledger_database: str) -> Iterator[Scene]:
    with Scene.of(ledger_database) as made:
        yield made


@pytest.fixture
def mail() -> Iterator[tuple[MailServer, int]]:
    server = MailServer()
    with serving(server) as port:
        yield server, port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("mail"))
