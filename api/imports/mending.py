"""Rows in quarantine: mended by naming what was wrong, and asked again."""

from typing import Any

import psycopg
from pydantic import ValidationError

from api.imports.asking import Kind
from api.imports.runs import Kept, quarantined, settle
from api.imports.taking import caller_of
from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.import_presence import ImportPresence
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.decisions.receive_statement import ReceiveStatement
from ledger.decisions.record_completion import RecordCompletion
from ledger.recording import Command
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

COMMANDS: dict[str, type[Command]] = {
    command.__name__: command
    for command in (CheckIn, CheckOut, ImportPresence, ProposeAdjustment, ReceiveStatement, RecordCompletion)
}
# What a row of each kind asks for when its reader understood nothing of it.
DEFAULTS: dict[str, str] = {
    "attendance": "ImportPresence",
    "xapi": "ReceiveStatement",
    "results": "RecordCompletion",
    "adjustments": "ProposeAdjustment",
}


def mend(connection: psycopg.Connection[Any], kept: Kept, changes: dict[str, str]) -> Kept:
    """Change fields of what the row asks for; an empty value takes the field out."""
    body = dict(kept.body or {})
    for name, value in changes.items():
        if value:
            body[name] = value
        else:
            body.pop(name, None)
    kept.command, kept.body, kept.status = kept.command or DEFAULTS[kept.kind], body, "mended"
    settle(connection, kept)
    return kept


def drop(connection: psycopg.Connection[Any], kept: Kept) -> None:
    """Decide that a row will not be taken; it stays listed with its reason."""
    kept.status = "dropped"
    settle(connection, kept)


def retry(ledger: Ledger, connection: psycopg.Connection[Any], kept: Kept, by: str | None = None) -> bool:
    """Ask again; a row that is refused again stays, with the new reason."""
    kind: Kind = kept.kind  # type: ignore[assignment] # the table checks it
    if kept.command is None or kept.body is None:
        return False
    try:
        command = COMMANDS[kept.command].model_validate(kept.body)
        # A new name for each attempt: under the old one the old refusal would answer.
        ledger.record(command, caller_of(kind, f"{kept.key}/{kept.attempts}", f"quarantine:{kept.key}", by))
    except Refused as refusal:
        kept.code, kept.reason_en, kept.reason_zh = refusal.code, refusal.en(), refusal.chinese()
    except ValidationError as wrong:
        where = ", ".join(sorted({".".join(map(str, error["loc"])) for error in wrong.errors()}))
        kept.code, kept.reason_en, kept.reason_zh = "ROW_UNFIT", f"missing or wrong: {where}", f"缺失或有误：{where}"
    else:
        kept.status = "retried"
    settle(connection, kept)
    return kept.status == "retried"


def waiting(connection: psycopg.Connection[Any], kind: str | None, key: str | None) -> list[Kept]:
    """List what could be retried: mended rows, and open ones whose reason may have gone."""
    rows = quarantined(connection, kind, key, "mended") + quarantined(connection, kind, key, "open")
    return [kept for kept in rows if kept.body is not None]
