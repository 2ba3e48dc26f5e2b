"""The program as a script sees it: exit codes, JSON, one sentence on stderr."""

import json
import os
from pathlib import Path

import psycopg
import pytest
from cli.program import merit, said
from psycopg.conninfo import make_conninfo


def test_an_embedded_ledger_from_nothing_to_a_token(tmp_path: Path) -> None:
    home = {"LEDGER_HOME": str(tmp_path / "home")}
    asked = merit("db", "status", "--json", **home)
    assert (asked.returncode, json.loads(asked.stdout)["server"]) == (3, "none")
    assert merit("token", "list", **home).returncode == 3
    try:
        assert merit("db", "start", **home).returncode == 0
        unready = merit("token", "list", **home)
        assert unready.returncode == 3
        assert "merit db migrate" in unready.stderr
        assert merit("db", "migrate", **home).returncode == 0
        assert said(merit("db", "status", "--json", **home))["server"] == "running"
        assert merit("token", "create", "gate", "--role", "operator", **home).stdout.startswith("merit_")
    finally:
        stopped = merit("db", "stop", **home)
    assert stopped.returncode == 0
    assert (tmp_path / "home" / "postgres").stat().st_mode & 0o777 == 0o700
    assert merit("db", "status", **home).returncode == 3


def test_tokens_are_made_listed_and_revoked(ledger_database: str) -> None:
    made = said(merit("token", "create", "gate", "--role", "operator", "--days", "3", "--json", url=ledger_database))
    assert made["token"].startswith("merit_")
    again = merit("token", "create", "gate", "--role", "operator", url=ledger_database)
    assert (again.returncode, again.stdout) == (1, "")
    assert "called gate already" in again.stderr
    listed = merit("token", "list", "--json", url=ledger_database)
    assert [row["name"] for row in json.loads(listed.stdout)] == ["gate"]
    assert made["token"] not in listed.stdout
    assert "gate" in merit("token", "list", url=ledger_database).stdout
    assert merit("token", "revoke", "gate", url=ledger_database).returncode == 0
    assert merit("token", "revoke", "gate", url=ledger_database).returncode == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("token", "create", "gate", "--role", "king"), 2),
        (("token", "create", "Gate Keeper", "--role", "operator"), 2),
        (("nonsense",), 2),
        (("--help",), 0),
        (("token", "create", "--help"), 0),
        (("db", "start"), 2),
    ],
)
def test_wrong_use_is_exit_2_and_changes_nothing(words: tuple[str, ...], code: int) -> None:
    assert merit(*words, url="host=nowhere.invalid dbname=x").returncode == code


def test_a_database_out_of_reach_is_exit_3_in_one_sentence() -> None:
    ran = merit("token", "list", url="host=127.0.0.1 port=1 dbname=x password=s3cret connect_timeout=1")
    assert ran.returncode == 3
    assert ran.stderr.startswith("merit: ")
    assert "Traceback" not in ran.stderr
    assert "s3cret" not in ran.stderr


def test_half_a_configuration_is_exit_2() -> None:
    ran = merit("serve", url="host=127.0.0.1 dbname=x")
    assert ran.returncode == 2
    assert "LEDGER_CODE_SECRET" in ran.stderr


def test_migrating_can_make_the_logins_of_the_processes(fresh_database: str) -> None:
    secrets = {"API_PASSWORD": "a'b\\c", "FOLLOWER_PASSWORD": "f"}
    suffix = str(os.getpid())
    options = [
        *("--login", f"spec_api_{suffix}=merit_app:API_PASSWORD"),
        *("--login", f"spec_follower_{suffix}=merit_follow:FOLLOWER_PASSWORD"),
    ]
    assert merit("db", "migrate", *options, url=fresh_database).returncode == 2  # no password is set
    for _ in range(2):
        ran = merit("db", "migrate", *options, url=fresh_database, **secrets)
        assert ran.returncode == 0, ran.stderr
    try:
        url = make_conninfo(fresh_database, user=f"spec_api_{suffix}", password=secrets["API_PASSWORD"])
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from ledger.events")
        assert merit("token", "list", url=url).returncode == 0
        minted = merit("token", "create", "gate", "--role", "operator", url=url)
        assert minted.returncode == 1
        assert "owner" in minted.stderr
    finally:
        with psycopg.connect(fresh_database, autocommit=True) as admin:
            admin.execute(f"drop role spec_api_{suffix}")
            admin.execute(f"drop role spec_follower_{suffix}")
