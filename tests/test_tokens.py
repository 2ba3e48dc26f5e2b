"""A token is shown once, kept as a hash, and only the owner's login may make one."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import errors

from api import tokens


def test_a_token_is_found_by_its_bearer_until_it_is_revoked(ledger_database: str) -> None:
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        made, secret = tokens.create(connection, "gate", ["operator", "auditor", "operator"])
        assert made.roles == ["auditor", "operator"]
        assert tokens.bearer_of(connection, secret) == made
        assert tokens.bearer_of(connection, secret + "x") is None
        assert tokens.bearer_of(connection, "\ud800 not a token") is None
        assert [token.id for token in tokens.revoke(connection, "gate")] == [made.id]
        assert tokens.bearer_of(connection, secret) is None
        assert tokens.revoke(connection, "gate") == []


def test_the_token_itself_is_nowhere_in_the_database(ledger_database: str) -> None:
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        _, secret = tokens.create(connection, "gate", ["operator"])
        rows = connection.execute("select t::text from office.tokens t").fetchall()
        assert secret not in str(rows)
        assert secret.removeprefix(tokens.PREFIX) not in str(rows)


def test_an_expired_token_is_nobody(ledger_database: str) -> None:
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        _, secret = tokens.create(connection, "gate", ["operator"], past)
        assert tokens.bearer_of(connection, secret) is None


def test_a_live_name_is_not_given_twice(ledger_database: str) -> None:
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        tokens.create(connection, "gate", ["operator"])
        with pytest.raises(tokens.TokenExists):
            tokens.create(connection, "gate", ["auditor"])
        tokens.revoke(connection, "gate")
        tokens.create(connection, "gate", ["auditor"])
        assert len(tokens.every(connection)) == 2


def test_the_application_may_look_tokens_up_and_not_make_them(ledger_database: str) -> None:
    with psycopg.connect(ledger_database, autocommit=True, options="-c role=merit_app") as connection:
        assert tokens.bearer_of(connection, "merit_guess") is None
        for statement in (
            "insert into office.tokens (id, name, roles, hash) values ('x', 'x', '{administrator}', sha256('x'))",
            "update office.tokens set revoked_at = null",
            "delete from office.tokens",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)
