"""Rows about a closed year wait in quarantine, and say why; those about an open one are taken."""

import psycopg

from api.imports.runs import quarantined
from imports.conftest import Write
from imports.recording import imported
from imports.test_taking import FIRST, SECOND, THIRD, lines, statement, voiding
from ledger.decisions.begin_closing import BeginClosing
from ledger.decisions.close_period import ClosePeriod
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.writing import Ledger

BEFORE = "2025-12-31T15:59:59.999999Z"


def test_a_statement_of_a_closed_year_is_kept_with_its_reason_and_one_that_withdraws_is_taken(
    ledger_database: str, write: Write
) -> None:
    assert imported(ledger_database, "xapi", write(lines(statement(FIRST, timestamp=BEFORE)), "1.jsonl")).paid == 1
    ledger = Ledger(PostgresLog.open(ledger_database))
    ledger.record(BeginClosing(period="2025", because="YEAR_END"), Caller("shell", on_behalf_of="zhou"))
    ledger.record(ClosePeriod(period="2025"), Caller("shell", on_behalf_of="qian"))
    ledger.close()
    late = statement(SECOND, timestamp=BEFORE, object={"id": "https://lms.example/v/8"})
    withdrawn = {**voiding(THIRD, FIRST), "timestamp": BEFORE}
    counts = imported(ledger_database, "xapi", write(lines(late, withdrawn), "2.jsonl"))
    assert (counts.recorded, counts.quarantined) == (1, 1)
    with psycopg.connect(ledger_database) as connection:
        (kept,) = quarantined(connection)
    assert kept.code == "PERIOD_SEALED"
    assert "2025 is closed" in kept.reason_en
    assert "2025 已封存" in kept.reason_zh
