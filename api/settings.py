"""What an operator may set, from `LEDGER_*` variables; half a configuration is refused at the start."""

import difflib
import os
import secrets
from pathlib import Path
from typing import Literal

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.kept import kept

PREFIX = "LEDGER_"
SECRET_FILE = "code-secret"  # noqa: S105 - the name of the file
SECRET_BYTES = 32
TILES = "tiles"
SEAL_KEY = "seal-key"
WRITER_KEY = "writer-key"
WRITERS = "writers"
EVIDENCE = "evidence"
# Set by the tests for themselves.
TEST_PREFIX = "LEDGER_TEST_"


class Unconfigured(Exception):  # noqa: N818 - it is an answer to the operator, not a bug
    """A setting is missing or wrong; the message says which, in one sentence."""


class Settings(BaseSettings):
    """Every setting, with what holds when it is not given."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    # Any PostgreSQL >= 15, as a libpq URL or conninfo; without it the ledger brings its own, in `home`.
    database_url: SecretStr | None = None
    # The folder of an embedded ledger: its PostgreSQL, its secret, the demo's token. Like `.git`, it belongs
    # to the folder one works in, so that two clones are two ledgers and removing it removes everything.
    home: Path = Path(".ledger")
    # Signs the rotating check-in codes; every process of one ledger must know the same.
    code_secret: SecretStr | None = Field(default=None, min_length=SECRET_BYTES)
    # The folder of the sealed log, which the API reads and the sealer alone writes; and the key that it signs with.
    tiles: Path | None = None
    seal_key: Path | None = None
    # The key with which a process signs what it appends; and the file of those keys that the sealer takes facts from.
    writer_key: Path | None = None
    writers: Path | None = None
    # Whose cosignatures the checkpoint carries (C2SP tlog-policy); and the folder or `s3://bucket/prefix` of a copy.
    witness_policy: Path | None = None
    copy_to: str | None = Field(default=None, validation_alias=f"{PREFIX}COPY")
    # Where the API keeps the evidence packages it made, until they are fetched.
    evidence: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65_535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"
    body_bytes_max: int = Field(default=64 * 1024, ge=1024)
    batch_body_bytes_max: int = Field(default=1024 * 1024, ge=1024)
    # Seconds after which every view and all control totals are derived again and compared.
    reconcile_every: int = Field(default=3600, ge=1, le=366 * 86_400)
    # Seconds between looks for what has come due.
    schedule_every: int = Field(default=60, ge=1, le=86_400)
    # Whose clock the log is anchored in (RFC 3161), and the file of certificates that its stamps must lead to.
    tsa_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    tsa_roots: Path | None = None
    # Whether webhooks may go to http addresses, and to private ones: both only for a network that is trusted.
    webhook_plain: bool = False
    webhook_private: bool = False
    # The mail server, how the way to it is encrypted, whom it must prove to be, and from which address letters come.
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_roots: Path | None = None
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str | None = None
    # The page /docs loads its scripts from a public host; everything else of ours loads nothing from anywhere.
    docs: bool = False

    @property
    def embedded(self) -> bool:
        """Whether the ledger brings its own PostgreSQL."""
        return self.database_url is None

    @property
    def tiles_folder(self) -> Path:
        """Where the sealed log is read; nothing need be there."""
        return self.tiles or self.home / TILES

    @property
    def evidence_folder(self) -> Path:
        """Where evidence packages are kept; nothing need be there."""
        return self.evidence or self.home / EVIDENCE

    @property
    def seal_key_file(self) -> Path:
        """Where the sealer's key is; nothing need be there."""
        return self.seal_key or self.home / SEAL_KEY

    def published(self) -> Path:
        """Give the folder of the sealed log, which an external database does not imply."""
        if not self.embedded and self.tiles is None:
            raise Unconfigured("LEDGER_DATABASE_URL is set but LEDGER_TILES is not: name the folder of the sealed log.")
        return self.tiles_folder

    def sealing(self) -> tuple[Path, Path]:
        """Give the folder and the key file of the sealer, which an external database does not imply."""
        if not self.embedded and (self.tiles is None or self.seal_key is None):
            raise Unconfigured(
                "LEDGER_DATABASE_URL is set but LEDGER_TILES or LEDGER_SEAL_KEY is not: name the folder of the sealed "
                "log and the file of the key that signs it."
            )
        return self.tiles_folder, self.seal_key_file

    @property
    def writer_key_file(self) -> Path:
        """Where the key is that signs what is appended; nothing need be there."""
        return self.writer_key or self.home / WRITER_KEY

    @property
    def writers_file(self) -> Path:
        """Where it is written whose facts are sealed; nothing need be there."""
        return self.writers or self.home / WRITERS

    def writing(self) -> Path:
        """Give the file of the key that signs what is appended, which an external database does not imply."""
        if not self.embedded and self.writer_key is None:
            raise Unconfigured(
                "LEDGER_DATABASE_URL is set but LEDGER_WRITER_KEY is not: name the file of the key that signs what is "
                "appended; `merit key create --writer NAME` makes one."
            )
        return self.writer_key_file

    def trusting(self) -> Path:
        """Give the file that says whose facts are sealed, which an external database does not imply."""
        if not self.embedded and self.writers is None:
            raise Unconfigured(
                "LEDGER_DATABASE_URL is set but LEDGER_WRITERS is not: name the file with the public keys of those who "
                "may append, one a line."
            )
        return self.writers_file

    def time_stamping(self) -> tuple[str, bytes]:
        """Give the time-stamping authority's address, and the certificates that are trusted."""
        if self.tsa_url is None or self.tsa_roots is None:
            raise Unconfigured("A time stamp needs both LEDGER_TSA_URL and LEDGER_TSA_ROOTS.")
        try:
            return self.tsa_url, self.tsa_roots.read_bytes()
        except OSError as no:
            raise Unconfigured(f"LEDGER_TSA_ROOTS {self.tsa_roots} cannot be read: {no.strerror}.") from no

    def secret_of_codes(self) -> bytes:
        """Give the secret of the check-in codes, which an embedded ledger makes once and keeps to itself."""
        if self.code_secret is not None:
            return self.code_secret.get_secret_value().encode()
        if not self.embedded:
            raise Unconfigured(
                "LEDGER_DATABASE_URL is set but LEDGER_CODE_SECRET is not: give every process of this ledger "
                f"the same random text of at least {SECRET_BYTES} characters, which signs the check-in codes."
            )
        try:
            return kept(self.home / SECRET_FILE, lambda: secrets.token_hex(SECRET_BYTES)).encode()
        except OSError as no:
            raise Unconfigured(
                f"LEDGER_HOME {self.home} cannot hold a ledger: {no.strerror}. Name a folder of your own."
            ) from no


def load() -> Settings:
    """Read the environment, or say in one sentence what is missing or wrong."""
    _know_every_name()
    try:
        settings = Settings()
    except ValidationError as wrong:
        raise Unconfigured(_sentence(wrong)) from None  # the cause would print a secret's value
    if settings.batch_body_bytes_max < settings.body_bytes_max:
        raise Unconfigured("LEDGER_BATCH_BODY_BYTES_MAX is less than LEDGER_BODY_BYTES_MAX.")
    if settings.database_url is not None:
        _readable(settings.database_url.get_secret_value())
    return settings


def _know_every_name() -> None:
    """Refuse a misspelt variable: ignoring it would quietly start another ledger than the one meant."""
    known = {str(field.validation_alias or PREFIX + name.upper()) for name, field in Settings.model_fields.items()}
    for name, value in sorted(os.environ.items()):
        if not name.startswith(PREFIX) or name.startswith(TEST_PREFIX):
            continue
        if name not in known:
            # Without the prefix, which would make every name look like every other.
            near = difflib.get_close_matches(
                name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], n=1
            )
            hint = f"; did you mean {PREFIX}{near[0]}?" if near else "."
            raise Unconfigured(f"{name} is no setting of Merit{hint}")
        if not value.strip():
            raise Unconfigured(f"{name} is set but empty: give it a value or remove it.")


def _readable(url: str) -> None:
    try:
        conninfo_to_dict(url)
    except ProgrammingError:
        # libpq's message quotes the text, password included.
        raise Unconfigured(
            "LEDGER_DATABASE_URL is not a PostgreSQL address like postgresql://user:password@host/database."
        ) from None


def _sentence(wrong: ValidationError) -> str:
    first = wrong.errors(include_input=False, include_url=False)[0]
    name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
    if first["type"] == "too_short":  # pydantic counts the "items" of a secret
        return f"{name} cannot be used: it needs at least {SECRET_BYTES} characters."
    return f"{name} cannot be used: {first['msg'][0].lower()}{first['msg'][1:]}."
