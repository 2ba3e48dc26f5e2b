"""Logins for the processes of a ledger: each is a member of one role, and gets that role's rights and no more."""

import os
import re
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from api.settings import Unconfigured

# Who may append and read; who may read and keep the views; who may read and sign what was read; who may read and send;
# who may read, addresses too, and write letters.
ROLES = ("merit_app", "merit_follow", "merit_seal", "merit_deliver", "merit_mail")
FORM = re.compile(r"(?P<name>[a-z_][a-z0-9_]{0,62})=(?P<role>[a-z_]+):(?P<variable>[A-Z_][A-Z0-9_]*)")


class Login(NamedTuple):
    """A login, the role it is a member of, and the environment variable that holds its password."""

    name: str
    role: str
    variable: str


def parsed(text: str) -> Login:
    """Read `NAME=ROLE:VARIABLE`; a password on a command line would be seen by every user of the machine."""
    match = FORM.fullmatch(text)
    if match is None or match["role"] not in ROLES:
        raise Unconfigured(f"{text} is not NAME=ROLE:VARIABLE with a role of {', '.join(ROLES)}.")
    login = Login(match["name"], match["role"], match["variable"])
    if not os.environ.get(login.variable):
        raise Unconfigured(f"{login.variable} holds the password of {login.name} and is not set.")
    return login


def ensure(connection: psycopg.Connection[Any], login: Login) -> None:
    """Create the login if it is missing, and give it the password that is set now."""
    # Hashed here, so that the server's log cannot show it.
    secret = connection.pgconn.encrypt_password(
        os.environ[login.variable].encode(), login.name.encode(), b"scram-sha-256"
    ).decode()
    name, role = sql.Identifier(login.name), sql.Identifier(login.role)
    with connection.transaction():
        known = connection.execute("select from pg_roles where rolname = %s", (login.name,)).fetchone()
        if known is None:
            connection.execute(sql.SQL("create role {} login").format(name))
        connection.execute(sql.SQL("alter role {} login password {}").format(name, sql.Literal(secret)))
        connection.execute(sql.SQL("grant {} to {}").format(role, name))
