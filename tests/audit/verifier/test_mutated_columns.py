"""`db`: whatever column a superuser changes, the first bad position is named."""

# ruff: noqa: S608 - statements are put together from the constants below

import pytest

from ledger.log.log import Fact

from .audited import EVENTS, Audited

OTHER = {
    "type": "'PointsEarned'", "version": "2", "data": "overlay(data placing '9' from 13)",
    "tags": "array[tags[2], tags[1]]",
    "effective_at": "effective_at + interval '1 microsecond'", "recorded_at": "recorded_at - interval '1 day'",
    "actor": "'somebody'", "on_behalf_of": "'Wang'", "request": "'r-0'", "reason": "null", "causation": "''",
    "policy_version": "'p-2'", "writer": "'x'", "signature": "set_byte(signature, 20, 1 - get_byte(signature, 20))",
}  # fmt: skip


@pytest.mark.parametrize("column", [*Fact._fields[1:], "writer", "signature"])
def test_every_column_is_bound_and_named(books: Audited, column: str) -> None:
    # Where appends begin, so that each column has a value.
    books.mutate(f"update {EVENTS} set {column} = {OTHER[column]} where position in (301, 401)")
    found = books.verify()
    assert (found["code"], found["position"], found["columns"]) == ("row_changed", 301, [column])


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


@pytest.mark.parametrize(
    ("position", "signed"), [(301, "null, null"), (300, "'api', '\\x01'"), (300, "'api', null"), (300, "null, '\\x01'")]
)
def test_a_writer_and_its_signature_are_where_they_were(books: Audited, position: int, signed: str) -> None:
    books.mutate(f"update {EVENTS} set (writer, signature) = ({signed}) where position = {position}")
    assert books.found() == ("row_changed", position)
