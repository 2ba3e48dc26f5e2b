"""Importing: nothing is paid twice, nothing is lost, and doing it again changes nothing."""

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import psycopg
import pytest

from api.imports import taking
from api.imports.asking import ResultAsking
from api.imports.mending import mend, retry, waiting
from api.imports.naming import Directory
from api.imports.runs import Counts, quarantined
from imports.conftest import Write
from imports.recording import digests, imported, killed_import, rederived
from ledger.log.log import LogUnavailable
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller, Command, Recorded
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

Real = Callable[[str], Path]

WHO = {"account": {"homePage": "https://lms.example", "name": "1007"}}
DONE = {"id": "http://adlnet.gov/expapi/verbs/completed"}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}
FIRST, SECOND, THIRD = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


def statement(id_: str, **other: object) -> dict[str, object]:
    said = {"id": id_, "actor": WHO, "verb": DONE, "object": {"id": "https://lms.example/v/7"}}
    return {**said, "timestamp": "2026-02-03T04:05:06Z", **other}


def voiding(id_: str, target: str) -> dict[str, object]:
    return statement(id_, verb=VOIDED, object={"objectType": "StatementRef", "id": target})


def lines(*statements: dict[str, object]) -> str:
    return "\n".join(json.dumps(one) for one in statements)


def balance(database: str) -> tuple[str, int]:
    digests(database)
    with psycopg.connect(database) as connection:
        row = connection.execute("select credits, active from view_balances.balances").fetchone()
    return ("0.00", 0) if row is None else (str(row[0]), row[1])


def test_22_000_real_statements_pay_568_completions_once_and_68_repeats_nothing(
    ledger_database: str, real: Real, tmp_path: Path
) -> None:
    file = real("fun-mooc/statements.json.gz")
    assert imported(ledger_database, "xapi", file) == Counts(22_000, 22_000, 568, 68, 0, 0)
    before = digests(ledger_database)
    assert imported(ledger_database, "xapi", file) == Counts(22_000, 0, 0, 0, 22_000, 0)
    # The same rows in another file, in another order: nothing new either.
    other = tmp_path / "other.jsonl"
    other.write_bytes(b"".join(reversed(gzip.decompress(file.read_bytes()).splitlines(keepends=True)[:2_000])))
    assert imported(ledger_database, "xapi", other).unchanged == 2_000
    assert digests(ledger_database) == before == rederived(ledger_database)


def test_an_import_killed_in_the_middle_and_run_again_says_the_same_as_one_left_alone(
    ledger_database: str, second_ledger_database: str, write: Write, real: Real
) -> None:
    some = gzip.decompress(real("fun-mooc/statements.json.gz").read_bytes()).splitlines(keepends=True)[:9_000]
    file = write(b"".join(some), "some.jsonl")
    imported(ledger_database, "xapi", file)
    killed_import(second_ledger_database, "xapi", file, after_facts=2_500)
    imported(second_ledger_database, "xapi", file)
    assert digests(second_ledger_database) == digests(ledger_database)


def test_rows_that_could_not_be_recorded_are_not_overtaken(
    ledger_database: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(lines(statement(FIRST), statement(SECOND), statement(THIRD)))
    record_each, failures = Ledger.record_each, iter([LogUnavailable("gone for a moment")])

    def failing_once(ledger: Ledger, requests: Sequence[tuple[Command, Caller]]) -> list[Recorded | Refused]:
        for failure in failures:
            raise failure
        return record_each(ledger, requests)

    monkeypatch.setattr(taking, "ROWS_A_CHUNK", 1)
    monkeypatch.setattr(Ledger, "record_each", failing_once)
    with pytest.raises(LogUnavailable):
        imported(ledger_database, "xapi", file)
    assert balance(ledger_database) == ("0.00", 0)
    assert imported(ledger_database, "xapi", file) == Counts(3, 3, 1, 2, 0, 0)


def test_results_pay_who_passed_and_not_what_was_banked(ledger_database: str, real: Real, write: Write) -> None:
    some = gzip.decompress(real("oulad/student_assessment.csv.gz").read_bytes()).splitlines(keepends=True)[:12_001]
    text = [line.decode().strip().split(",") for line in some[1:]]
    missing = sum(score == "" for *_, score in text)
    paid = sum(score != "" and banked == "False" and float(score) >= 40 for *_, banked, score in text)
    counts = imported(ledger_database, "results", write(b"".join(some), "results.csv"))
    assert counts == Counts(12_000, 12_000 - missing, paid, 0, 0, missing)
    assert missing > 0
    assert digests(ledger_database) == rederived(ledger_database)


@pytest.mark.soak
def test_173_912_real_results_leave_the_173_without_a_score_in_quarantine(ledger_database: str, real: Real) -> None:
    counts = imported(ledger_database, "results", real("oulad/student_assessment.csv.gz"))
    assert (counts.rows, counts.recorded, counts.quarantined) == (173_912, 173_739, 173)
    with psycopg.connect(ledger_database) as connection:
        assert {row.code for row in quarantined(connection)} == {"SCORE_MISSING"}
        banked = "select count(*) from ledger.events where type = 'CreditsAwarded' and data::jsonb->>'shortfall' = %s"
        # One of the 1,909 banked results has no score, so it stands among the 173.
        assert connection.execute(banked, ["BANKED"]).fetchall() == [(1_908,)]
    assert digests(ledger_database) == rederived(ledger_database)


def test_a_voided_statement_takes_its_credit_back(ledger_database: str, write: Write) -> None:
    imported(ledger_database, "xapi", write(lines(statement(FIRST))))
    assert balance(ledger_database) == ("1.00", 1)
    imported(ledger_database, "xapi", write(lines(voiding(SECOND, FIRST)), "voiding.json"))
    assert balance(ledger_database) == ("0.00", 0)


def test_a_voiding_that_arrives_before_its_target_keeps_it_from_being_paid(ledger_database: str, write: Write) -> None:
    counts = imported(ledger_database, "xapi", write(lines(voiding(SECOND, FIRST), statement(FIRST))))
    assert (counts.recorded, counts.paid) == (2, 0)
    assert balance(ledger_database) == ("0.00", 0)


def test_a_repeat_is_recorded_and_pays_nothing(ledger_database: str, write: Write) -> None:
    counts = imported(ledger_database, "xapi", write(lines(statement(FIRST), statement(SECOND))))
    assert counts == Counts(2, 2, 1, 1, 0, 0)


def test_another_content_under_a_known_id_waits_in_quarantine(ledger_database: str, write: Write) -> None:
    imported(ledger_database, "xapi", write(lines(statement(FIRST))))
    changed = write(lines(statement(FIRST, timestamp="2026-02-03T05:00:00Z")), "changed.json")
    assert imported(ledger_database, "xapi", changed).quarantined == 1
    with psycopg.connect(ledger_database) as connection:
        (kept,) = quarantined(connection)
    assert (kept.code, kept.line) == ("IDEMPOTENCY_CONFLICT", 1)
    assert kept.raw
    assert kept.reason_zh


def test_somebody_unknown_is_taken_once_the_directory_knows_them(ledger_database: str, write: Write) -> None:
    who = {"mbox": "mailto:Lin@Example.com"}
    file = write(lines(statement(FIRST, actor=who)))
    assert imported(ledger_database, "xapi", file).quarantined == 1
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        assert quarantined(connection)[0].code == "PERSON_UNKNOWN"
        connection.execute("insert into office.people (employee, name, name_key) values ('1007', '林', 'lin')")
        connection.execute("insert into office.identities values ('email', 'lin@example.com', '1007')")
    assert imported(ledger_database, "xapi", file) == Counts(1, 1, 1, 0, 0, 0)


def test_a_row_in_quarantine_is_mended_and_retried_once(ledger_database: str, write: Write) -> None:
    header = "id_assessment,id_student,date_submitted,is_banked,score\n"
    imported(ledger_database, "results", write(header + "1752,721259,22,False,\n"))
    ledger = Ledger(PostgresLog.open(ledger_database))
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        (kept,) = quarantined(connection)
        assert not retry(ledger, connection, kept)
        mend(connection, kept, {"employee": "721259", "course": "1752", "completion": "1752:721259:22"})
        assert not retry(ledger, connection, waiting(connection, None, None)[0])
        mend(connection, quarantined(connection, status=None)[0], {"source": "results", "score": "55"})
        assert retry(ledger, connection, waiting(connection, None, None)[0])
        assert waiting(connection, None, None) == []
    ledger.close()
    assert balance(ledger_database) == ("1.00", 1)


def test_no_address_of_anybody_gets_into_the_log(ledger_database: str, write: Write) -> None:
    agent = {"objectType": "Agent", "mbox": "mailto:mei@example.com"}
    account = {"account": {"homePage": "https://lms.example", "name": "lin@example.com"}}
    said = lines(statement(FIRST, object=agent), statement(SECOND, actor=account), statement(THIRD))
    assert imported(ledger_database, "xapi", write(said)) == Counts(3, 2, 1, 0, 0, 1)
    results = write("id_assessment,id_student,date_submitted,is_banked,score\n1752,lin@example.com,22,False,99\n")
    with psycopg.connect(ledger_database, autocommit=True) as connection:
        asking = ResultAsking(directory=Directory(connection))
        assert imported(ledger_database, "results", results, asking).quarantined == 1
        (addresses,) = connection.execute("select count(*) from ledger.events where data like '%@%'").fetchone() or ()
        assert addresses == 0
        connection.execute("insert into office.people (employee, name, name_key) values ('1007', '林', 'lin')")
        connection.execute("insert into office.identities values ('email', 'lin@example.com', '1007')")
        assert imported(ledger_database, "results", results, ResultAsking(directory=Directory(connection))).paid == 1
        (addresses,) = connection.execute("select count(*) from ledger.events where data like '%@%'").fetchone() or ()
        assert addresses == 0


def test_a_day_outside_the_calendar_is_a_row_in_quarantine_and_no_end(ledger_database: str, write: Write) -> None:
    rows = write("id_assessment,id_student,date_submitted,is_banked,score\n1752,7,-99999,False,99\n1752,8,3,False,99\n")
    counts = imported(ledger_database, "results", rows, ResultAsking(day_zero=date(2013, 10, 1)))
    assert (counts.recorded, counts.quarantined) == (1, 1)
    early = ResultAsking(day_zero=date(200, 1, 1))
    assert imported(ledger_database, "results", rows, early).quarantined == 2
