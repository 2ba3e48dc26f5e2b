"""`db`: whatever column a superuser changes, the first bad position is named."""

# ruff: noqa: S608 - statements are put together from the constants below

import pytest

from ledger.log.log import Fact
from projections.audit.tlog.leaf import encode, leaf_of

from .audited import EVENTS, Audited
from .published import publish_entries

OTHER = {
    "type": "'PointsEarned'", "version": "2", "data": "overlay(data placing '9' from 13)",
    "tags": "array[tags[2], tags[1]]",
    "effective_at": "effective_at + interval '1 microsecond'", "recorded_at": "recorded_at - interval '1 day'",
    "actor": "'somebody'", "on_behalf_of": "'Wang'", "request": "'r-0'", "reason": "null", "causation": "''",
    "policy_version": "'p-2'",
}  # fmt: skip


@pytest.mark.parametrize("column", Fact._fields[1:])
def test_every_column_is_bound_and_named(books: Audited, column: str) -> None:
    books.mutate(f"update {EVENTS} set {column} = {OTHER[column]} where position in (300, 400)")
    found = books.verify()
    assert (found["code"], found["position"], found["columns"]) == ("row_changed", 300, [column])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", "data || ' '"),
        ("data", "null"),
        ("tags", "tags || 'employee:E-0'::text"),
        ("tags", "null"),
        ("tags", "array[null, null]::text[]"),
        ("tags", "array[tags, tags]"),
        ("effective_at", "'infinity'"),
        ("effective_at", "to_char(effective_at, 'YYYY-MM-DD HH24:MI:SS BC')::timestamptz - interval '4051 years'"),
        ("effective_at", "'0001-01-01 00:00:00+00 BC'"),
        ("effective_at", "'20260-01-01'"),
        ("recorded_at", "'-infinity'"),
        ("actor", "null"),
        ("version", "-version"),
        ("reason", "''"),
        ("causation", "null"),
    ],
)
def test_values_no_fact_can_have(books: Audited, column: str, value: str) -> None:
    books.mutate(
        f"alter table {EVENTS} alter {column} drop not null",
        f"update {EVENTS} set {column} = {value} where position = 257",
    )
    assert books.found() == ("row_changed", 257)


@pytest.mark.parametrize("column", ["writer", "signature"])
def test_a_writer_and_its_signature_are_bound_where_there_are_such_columns(books: Audited, column: str) -> None:
    books.mutate(f"alter table {EVENTS} add writer text, add signature bytea",
                 f"update {EVENTS} set writer = 'api-1', signature = '\\x0102'")  # fmt: skip
    publish_entries(books.log.folder, [encode(leaf_of(*one, "api-1", b"\1\2")) for one in books.log.facts])
    assert books.verify()["verdict"] == "valid"
    value = {"writer": "'api-2'", "signature": "'\\x0103'"}[column]
    books.mutate(f"update {EVENTS} set {column} = {value} where position = 300")
    found = books.verify()
    assert (found["code"], found["position"], found["columns"]) == ("row_changed", 300, [column])
