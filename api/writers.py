"""Who signs what this process appends, and whose facts are sealed."""

import secrets
from pathlib import Path

from api.database import url_of
from api.kept import kept
from api.settings import Settings, Unconfigured
from ledger.log.postgres import PostgresLog
from projections.audit import signing_key
from projections.audit.durable import put, sync
from projections.audit.signing_writer import SigningWriter
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.keys import ED25519, KEY_SIZE, SignerKey, VerifierKey
from projections.audit.tlog.writers import parse_writers


def open_log(settings: Settings) -> PostgresLog:
    """Open the log for appending: whatever it takes is signed with this process's key."""
    return PostgresLog.open(url_of(settings), writer=SigningWriter(writer_key(settings)))


def writer_key(settings: Settings) -> SignerKey:
    """Read the key that signs what is appended; an embedded ledger makes its own, and trusts it."""
    file = settings.writing()
    if settings.embedded:
        kept(file, _made, signing_key.MODE)
        kept(settings.writers_file, lambda: f"{signing_key.load(file, signing_key.WRITER).verifier}\n")
    return signing_key.load(file, signing_key.WRITER)


def trusted_writers(settings: Settings) -> list[VerifierKey]:
    """Read whose facts are sealed."""
    file = settings.trusting()
    if settings.embedded:
        writer_key(settings)
    return _read(file)


def trust(settings: Settings, key: VerifierKey) -> None:
    """Have a writer's facts sealed from now on."""
    file = settings.trusting()
    known = file.read_bytes() if file.exists() else b""
    if key in (_read(file) if known else ()):
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    put(file, known + b"\n" * (not known.endswith(b"\n") and bool(known)) + f"{key}\n".encode())
    sync(file.parent)


def _read(file: Path) -> list[VerifierKey]:
    try:
        return parse_writers(file.read_bytes())
    except OSError as no:
        raise Unconfigured(f"LEDGER_WRITERS {file} cannot be read: {no.strerror}.") from no
    except Invalid as no:
        raise Unconfigured(f"LEDGER_WRITERS {file} is no list of writers' keys: {no}.") from no


def _made() -> str:
    return SignerKey(f"writer.localhost/{secrets.token_hex(4)}", ED25519, secrets.token_bytes(KEY_SIZE)).secret() + "\n"
