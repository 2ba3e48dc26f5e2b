"""Service tokens: random, shown once, stored as a hash, with the roles that say what their bearer may ask."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg import errors
from psycopg.rows import class_row

OWNER = "merit_owner"
PREFIX = "merit_"  # lets a scanner that finds one in a repository say what it is
TOKEN_BYTES = 32

# What each is for, as api.http.policy has it; said here too, so that making a token loads no web server.
ROLES = {
    "employee": "the employees' own application",
    "trainer": "the screen a session is run from",
    "operator": "HR's program and its data pipelines",
    "auditor": "reads everything, changes nothing",
    "integration": "payroll's and other systems: reads what may leave",
    "administrator": "watches the machine, manages webhooks",
}

Connection = psycopg.Connection[Any]


class Token(NamedTuple):
    """What is known of a token; the token itself is not."""

    id: str
    name: str
    roles: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class TokenExists(Exception):  # noqa: N818 - it is an answer, not a bug
    """A live token has this name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"A live token is called {name} already: revoke it first, or choose another name.")


COLUMNS = "id, name, roles, created_at, expires_at, revoked_at"
LIST = f"select {COLUMNS} from office.tokens order by created_at, id"  # noqa: S608 - constants
CREATE = f"""insert into office.tokens (id, name, roles, hash, expires_at) values (%s, %s, %s, %s, %s)
    returning {COLUMNS}"""  # noqa: S608 - constants
REVOKE = f"""update office.tokens set revoked_at = clock_timestamp()
     where (id = %(which)s or name = %(which)s) and revoked_at is null returning {COLUMNS}"""  # noqa: S608 - constants
FIND = f"""select {COLUMNS} from office.tokens
     where hash = %s and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())"""  # noqa: S608 - constants of ours


def create(
    connection: Connection, name: str, roles: Sequence[str], expires_at: datetime | None = None
) -> tuple[Token, str]:
    """Make a token and give it away; afterwards nobody can read it again."""
    secret = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    parameters = (secrets.token_hex(6), name, sorted(set(roles)), hash_of(secret), expires_at)
    try:
        with connection.transaction(), connection.cursor(row_factory=class_row(Token)) as cursor:
            connection.execute(f"set local role {OWNER}")
            return cursor.execute(CREATE, parameters).fetchall()[0], secret
    except errors.UniqueViolation as taken:
        raise TokenExists(name) from taken


def revoke(connection: Connection, which: str) -> list[Token]:
    """End the live token with this id or name, and say which it was."""
    with connection.transaction(), connection.cursor(row_factory=class_row(Token)) as cursor:
        connection.execute(f"set local role {OWNER}")
        return cursor.execute(REVOKE, {"which": which}).fetchall()


def every(connection: Connection) -> list[Token]:
    """List all tokens, the revoked ones too."""
    with connection.cursor(row_factory=class_row(Token)) as cursor:
        return cursor.execute(LIST).fetchall()


def bearer_of(connection: Connection, secret: str) -> Token | None:
    """Find whose live token this is."""
    with connection.cursor(row_factory=class_row(Token)) as cursor:
        return cursor.execute(FIND, (hash_of(secret),)).fetchone()


def hash_of(secret: str) -> bytes:
    """Hash a token as it is stored; 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
