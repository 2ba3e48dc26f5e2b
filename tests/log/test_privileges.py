"""The application may append and read; history is nobody's to change, not even the owner's by accident."""

from datetime import UTC, datetime

import psycopg
import pytest

from ledger.log.log import Batch, Entry, Request
from ledger.log.postgres import PostgresLog

INSUFFICIENT_PRIVILEGE = "42501"

ATTACKS = [
    "insert into ledger.events select * from ledger.events",
    "update ledger.events set data = '{}'",
    "delete from ledger.events",
    "truncate ledger.events",
    "insert into ledger.requests values ('a', 'b', '', 1, 1)",
    "update ledger.requests set first = 1",
    "delete from ledger.requests",
    "delete from ledger.event_tags",
    "insert into ledger.event_tags values ('a', 'b', 1)",
    "alter table ledger.events disable trigger all",
    "drop trigger no_change on ledger.events",
    "drop table ledger.events",
    "create or replace function ledger.deny() returns trigger language plpgsql as 'begin return new; end'",
    "create table ledger.mine (x int)",
    "insert into office.evidence values ('a', 'b')",
    "delete from office.evidence",
    "copy ledger.events from program 'true'",
    "select lo_import('/etc/passwd')",
]

APPEND = "select ledger.append(0, " + ", ".join(["'{}'"] * 20) + ", null, null)"


@pytest.fixture
def filled(ledger_database: str) -> str:
    log = PostgresLog.open(ledger_database)
    entry = Entry("Listed", 1, "{}", ("a:b",), datetime.now(UTC), 1)
    log.record(Batch(0, (), [entry], [Request("lin", "k", b"d")], [("e" * 64, "x")]))
    log.close()
    return ledger_database


def sqlstate(database: str, role: str, statement: str) -> str | None:
    """What PostgreSQL answers this role; None if it did it."""
    with psycopg.connect(database, options=f"-c role={role}") as connection:
        try:
            connection.execute(statement.encode())
        except psycopg.Error as denied:
            return denied.sqlstate
        finally:
            connection.rollback()
    return None


@pytest.mark.parametrize("role", ["merit_app", "merit_follow", "merit_deliver", "merit_mail"])
def test_no_role_of_the_program_can_rewrite_history(filled: str, role: str) -> None:
    answers = {attack: sqlstate(filled, role, attack) for attack in ATTACKS}
    assert set(answers.values()) == {INSUFFICIENT_PRIVILEGE}, answers


@pytest.mark.parametrize("role", ["merit_follow", "merit_deliver", "merit_mail"])
def test_who_only_reads_cannot_append(filled: str, role: str) -> None:
    assert sqlstate(filled, role, APPEND) == INSUFFICIENT_PRIVILEGE


def test_secrets_are_read_by_the_sender_alone_who_subscribes_nobody(filled: str) -> None:
    read = "select secret from office.webhook_secrets"
    answers = {role: sqlstate(filled, role, read) for role in ("merit_app", "merit_follow", "merit_seal")}
    assert set(answers.values()) == {INSUFFICIENT_PRIVILEGE}
    assert sqlstate(filled, "merit_deliver", read) is None
    for change in (
        "insert into office.subscribers values ('x', 'https://x', '{}', '{}', '{}', 0)",
        "update office.subscribers set url = 'https://x'",
        "update office.subscribers set types = '{}'",
        "delete from office.subscribers",
        "update office.webhook_secrets set secret = 'whsec_x'",
        "select * from office.tokens",
    ):
        assert sqlstate(filled, "merit_deliver", change) == INSUFFICIENT_PRIVILEGE, change
    for change in ("update office.subscribers set url = 'https://x'", "update office.subscribers set position = 0"):
        assert sqlstate(filled, "merit_app", change) == INSUFFICIENT_PRIVILEGE, change


def test_addresses_are_read_by_the_mailer_who_changes_none(filled: str) -> None:
    read = "select employee, email, language from office.people"
    answers = {role: sqlstate(filled, role, read) for role in ("merit_follow", "merit_seal", "merit_deliver")}
    assert set(answers.values()) == {INSUFFICIENT_PRIVILEGE}
    assert sqlstate(filled, "merit_mail", read) is None
    for more in (
        "select name from office.people",
        "update office.people set email = 'x@example.com'",
        "delete from office.letters",
        "update office.letters set employee = 'x'",
        "select secret from office.webhook_secrets",
        "select * from office.tokens",
    ):
        assert sqlstate(filled, "merit_mail", more) == INSUFFICIENT_PRIVILEGE, more
    for more in ("insert into office.letters (position, employee) values (1, 'x')", "delete from office.letters"):
        assert sqlstate(filled, "merit_app", more) == INSUFFICIENT_PRIVILEGE, more


@pytest.mark.parametrize("table", ["events", "event_tags", "requests"])
def test_even_the_owner_is_stopped_by_accident(filled: str, table: str) -> None:
    column = "tag" if table == "event_tags" else "actor"
    changes = [
        f"update ledger.{table} set {column} = {column}",  # noqa: S608 - names from the list above
        f"delete from ledger.{table}",  # noqa: S608 - the same
        f"truncate ledger.{table}",
    ]
    assert [sqlstate(filled, "merit_owner", change) for change in changes] == [INSUFFICIENT_PRIVILEGE] * 3
