"""A database is brought up to date by any number of processes, whole or not at all."""

import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ledger.log import migrate as migrating
from ledger.log.migrate import MIGRATIONS, MigrationRefused, expected, migrate, migrated_to

MIGRATE = "import sys; from ledger.log.migrate import migrate; print(len(migrate(sys.argv[1])))"


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select schemaname || '.' || tablename from pg_tables"
            " where schemaname in ('ledger', 'office', 'merit', 'public')"
        )
        return {name for (name,) in rows}


def folder_with(place: Path, *, upto: str = "9999", **more: str) -> Path:
    place.mkdir()
    for file in MIGRATIONS.glob("*.sql"):
        if file.stem <= upto:
            shutil.copy(file, place)
    for name, text in more.items():
        (place / f"{name}.sql").write_text(text)
    return place


def test_a_fresh_database_gets_every_migration_in_order_and_says_each(fresh_database: str) -> None:
    said: list[str] = []
    assert migrated_to(fresh_database) is None
    assert migrate(fresh_database, said.append) == said
    assert said == sorted(file.stem for file in MIGRATIONS.glob("*.sql"))
    assert migrated_to(fresh_database) == expected() == said[-1]
    assert {"ledger.events", "ledger.requests", "office.evidence"} <= tables(fresh_database)


def test_a_second_run_changes_nothing(fresh_database: str) -> None:
    migrate(fresh_database)
    said: list[str] = []
    assert migrate(fresh_database, said.append) == []
    assert said == []


def test_four_processes_may_migrate_at_once(fresh_database: str) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, fresh_database], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    applied = [int(starter.communicate(timeout=120)[0]) for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert sorted(applied) == [0, 0, 0, len(list(MIGRATIONS.glob("*.sql")))]


def test_two_databases_of_one_server_may_migrate_at_once(postgres_url: str) -> None:
    names = [f"twin_{uuid4().hex}" for _ in range(2)]
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        for name in names:
            admin.execute(f"create database {name}")
        try:
            starters = [
                subprocess.Popen([sys.executable, "-c", MIGRATE, make_conninfo(postgres_url, dbname=name)])
                for name in names
            ]
            assert [starter.wait(timeout=120) for starter in starters] == [0, 0]
        finally:
            for name in names:
                admin.execute(f"drop database {name} with (force)")


def test_a_failing_migration_leaves_nothing_half_done(fresh_database: str, tmp_path: Path) -> None:
    broken = folder_with(tmp_path / "broken", **{"9998_broken": "create table office.half (x int);\nselect 1 / 0;"})
    with pytest.raises(MigrationRefused, match=r"still at .*division by zero"):
        migrate(fresh_database, folder=broken)
    assert migrated_to(fresh_database) == expected()
    assert "office.half" not in tables(fresh_database)

    mended = folder_with(tmp_path / "mended", **{"9998_broken": "create table office.half (x int);"})
    assert migrate(fresh_database, folder=mended) == ["9998_broken"]
    assert "office.half" in tables(fresh_database)


def test_an_older_database_is_upgraded_with_its_facts(fresh_database: str, tmp_path: Path) -> None:
    first = min(file.stem for file in MIGRATIONS.glob("*.sql"))
    migrate(fresh_database, folder=folder_with(tmp_path / "older", upto=first))
    assert migrated_to(fresh_database) == first
    with psycopg.connect(fresh_database) as connection:
        connection.execute("insert into office.evidence values ('digest', 'kept')")
    applied = migrate(fresh_database, folder=folder_with(tmp_path / "newer", **{"9999_last": "select 1;"}))
    assert applied[-1] == "9999_last"
    assert first not in applied
    with psycopg.connect(fresh_database) as connection:
        assert connection.execute("select body from office.evidence").fetchall() == [("kept",)]


def test_sql_reaches_the_server_exactly_as_written(fresh_database: str, tmp_path: Path) -> None:
    text = """create function office.odd() returns text language plpgsql as $odd$
    begin return format('%s:name %% %I $1 \\x', '学分', 'a b'); end $odd$;"""
    migrate(fresh_database, folder=folder_with(tmp_path / "odd", **{"9999_odd": text}))
    with psycopg.connect(fresh_database) as connection:
        assert connection.execute("select office.odd()").fetchone() == ('学分:name % "a b" $1 \\x',)


def test_a_database_from_the_future_is_refused(fresh_database: str, tmp_path: Path) -> None:
    migrate(fresh_database, folder=folder_with(tmp_path / "newer", **{"9999_future": "select 1;"}))
    with pytest.raises(MigrationRefused, match=r"9999_future.*update Merit"):
        migrate(fresh_database)


def test_a_login_that_may_not_create_roles_is_told_so(fresh_database: str) -> None:
    login = f"plain_{uuid4().hex}"
    with psycopg.connect(fresh_database, autocommit=True) as admin:
        admin.execute(f"create role {login} login password 'plain'")
        try:
            with pytest.raises(MigrationRefused, match=f"the login {login} may not create roles"):
                migrate(make_conninfo(fresh_database, user=login, password="plain"))  # noqa: S106
            assert tables(fresh_database) == set()
        finally:
            admin.execute(f"drop role {login}")


def test_an_old_server_is_refused(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "OLDEST_SERVER", 99)
    with pytest.raises(MigrationRefused, match="Merit needs 99 or newer"):
        migrate(fresh_database)
    assert tables(fresh_database) == set()


def test_an_owner_who_is_no_superuser_may_migrate(postgres_url: str) -> None:
    name = f"owned_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"create role {name} login createrole password 'owner'")
        admin.execute(f"create database {name} owner {name}")
        # As on a server where a superuser migrated another database before: the roles are there already.
        roles = admin.execute("select rolname from pg_roles where rolname like 'merit\\_%'").fetchall()
        for (role,) in roles:
            if role in {"merit_owner", "merit_app", "merit_follow", "merit_seal", "merit_deliver", "merit_mail"}:
                admin.execute(f"grant {role} to {name} with admin option")
        try:
            url = make_conninfo(postgres_url, dbname=name, user=name, password="owner")  # noqa: S106
            migrate(url)
            assert migrated_to(url) == expected()
        finally:
            admin.execute(f"drop database {name} with (force)")
            admin.execute(f"drop owned by {name} cascade")
            admin.execute(f"drop role {name}")
