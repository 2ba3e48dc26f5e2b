"""Wrong use is answered in one sentence that says what would be right, before anything is done."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from cli.program import COMMAND, Ran, environment, merit, said

from projections.connecting import connected
from projections.follow import Follower

RESULTS = "assessment,person,submitted,banked,score\n"
SECRET = "x" * 32


@pytest.fixture
def taking(ledger_database: str, tmp_path: Path) -> Callable[..., Ran]:
    """Import what is given as a file's text."""

    def take(kind: str, text: str, *options: str) -> Ran:
        file = tmp_path / "file.csv"
        file.write_text(text)
        return merit("import", kind, str(file), *options, url=ledger_database, LEDGER_CODE_SECRET=SECRET)

    return take


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_said_before_a_ledger_is_made(command: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = merit(command, "--port", str(port), LEDGER_HOME=str(tmp_path / "home"))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"merit: Merit cannot listen on 127.0.0.1:{port}: ")
    assert "--port" in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_home_that_cannot_be_a_folder_is_exit_2_in_one_sentence(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    ran = merit(command, "--port", str(port), LEDGER_HOME=str(tmp_path / "file"))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("merit: LEDGER_HOME ")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("import", "results", __file__, "--pass-mark", "forty"),
        ("import", "results", __file__, "--pass-mark", "101"),
        ("import", "results", __file__, "--pass-mark", "nan"),
        ("import", "attendance", __file__, "--layout", "skype"),
        ("import", "attendance", __file__, "--zone", "Mars/Base"),
        ("quarantine", "list", "--kind", "wages"),
        ("quarantine", "list", "--status", "gone"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_option_and_nothing_is_taken(
    ledger_database: str, words: tuple[str, ...]
) -> None:
    ran = merit(*words, url=ledger_database, LEDGER_CODE_SECRET=SECRET)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words[-2] in ran.stderr
    assert words[-1] in ran.stderr
    with psycopg.connect(ledger_database) as connection:
        assert connection.execute("select count(*) from office.quarantine").fetchone() == (0,)


def test_somebody_unknown_is_said_to_be_unknown(ledger_database: str) -> None:
    with connected(ledger_database) as connection:
        Follower(connection).turn()
    ran = merit("account", "E-1", url=ledger_database)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "merit: nothing is known of E-1. / 没有 E-1 的记录。\n")


def test_the_version_is_told() -> None:
    assert merit("--version").stdout.startswith("merit 0.")


def test_what_waits_in_quarantine_is_said_and_a_rehearsal_counts_it_the_same(taking: Callable[..., Ran]) -> None:
    unknown = "person,session,joined_at,left_at\n1007,S-1,2026-02-03T04:05:06Z,2026-02-03T05:05:06Z\n"
    for options in ((), ("--dry-run",), ()):
        ran = taking("attendance", unknown, *options)
        counts = said(ran)
        assert (counts["rows"], counts["quarantined"]) == (1, 1), options
        assert ("merit quarantine list" in ran.stderr) == (options == ())
    assert "merit quarantine list" not in taking("results", RESULTS + "1752,721259,22,no,88\n").stderr


def test_a_file_with_other_columns_is_told_where_the_known_ones_stand(taking: Callable[..., Ran]) -> None:
    ran = taking("results", "employee,points\nE-1,5\n")
    assert ran.returncode == 1
    assert "--help" in ran.stderr
    for kind, columns in (("results", RESULTS), ("attendance", "person,session,joined_at,left_at")):
        told = merit("import", kind, "--help").stdout
        assert all(column in told for column in columns.strip().split(","))


def test_a_question_makes_no_ledger_where_there_is_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    row = [("quarantine", *words) for words in (("retry",), ("drop", "KEY"), ("mend", "KEY", "score=1"), ("list",))]
    for words in (*row, ("account", "E-1"), ("reconcile",), ("rebuild", "all"), ("status",)):
        ran = merit(*words, LEDGER_HOME=str(home))
        assert (ran.returncode, home.exists()) == (3, False)
        assert "There is no ledger" in ran.stderr


def test_an_interrupted_import_says_that_it_can_go_on_and_does(ledger_database: str, tmp_path: Path) -> None:
    file, rows = tmp_path / "results.csv", 8_000  # long enough that the interrupt cannot come after its end
    file.write_text(RESULTS + "".join(f"Q-{row},E-{row},2026-02-03,no,88\n" for row in range(rows)))
    process = subprocess.Popen(
        [*COMMAND, "import", "results", str(file)],
        env=environment(ledger_database, LEDGER_CODE_SECRET=SECRET),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with closing(psycopg.connect(ledger_database, autocommit=True)) as connection:
        reached = "select coalesce(max(row_reached), 0) from office.imports"
        while (connection.execute(reached).fetchone() or (0,))[0] < 1_000:
            assert process.poll() is None, "the import was over before it could be interrupted"
            time.sleep(0.005)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, ""), err[-1500:]
    assert "goes on where this one stopped" in err
    assert "Traceback" not in err
    again = merit("import", "results", str(file), url=ledger_database, LEDGER_CODE_SECRET=SECRET)
    assert json.loads(again.stdout)["rows"] == rows
