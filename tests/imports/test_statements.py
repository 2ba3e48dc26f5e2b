"""xAPI statements are decoded strictly and reduced to what earns credit."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from api.imports import Rejected, StatementRow, Unreadable, read_statements

Write = Callable[..., Path]

ID = "9DC99B37-e920-4a68-a066-917faca28949"
SAID: dict[str, Any] = {
    "actor": {"account": {"homePage": "https://hr.example", "name": "1001"}},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
    "object": {"id": "https://x.example/course/7"},
    "timestamp": "2026-07-22T09:00:00+08:00",
}
PLAYED = "https://w3id.org/xapi/video/extensions/played-segments"
LENGTH = "https://w3id.org/xapi/video/extensions/length"


def rows(path: Path) -> list[StatementRow | Rejected]:
    with read_statements(path) as reading:
        return list(reading)


def code(row: StatementRow | Rejected) -> str:
    return row.code if isinstance(row, Rejected) else "taken"


def only(write: Write, said: dict[str, Any] | str | bytes) -> StatementRow | Rejected:
    (row,) = rows(write(json.dumps(said) if isinstance(said, dict) else said))
    return row


def good(write: Write, **more: Any) -> StatementRow:
    row = only(write, SAID | more)
    assert isinstance(row, StatementRow), row
    return row


def test_a_statement_reads_as_it_is_written(write: Write) -> None:
    raw = json.dumps(
        SAID | {"id": ID, "result": {"completion": True, "success": False, "duration": "PT1H2M10.9S"}} | {"x": 0}
    ).replace('"x": 0', '"result2": {"score": {"scaled": 0.30}}')
    row = only(write, raw)
    assert isinstance(row, StatementRow)
    assert (row.line, row.raw, row.statement_id) == (1, raw, ID.lower())
    assert (row.actor, row.account_name) == ("account:https://hr.example|1001", "1001")
    assert (row.object_id, row.object_type) == ("https://x.example/course/7", "Activity")
    assert row.timestamp == datetime(2026, 7, 22, 1, tzinfo=UTC)
    assert (row.completion, row.success, row.duration_seconds) == (True, False, 3_730)
    assert (row.scaled, row.watched_seconds, row.watched_share, row.voided_id) == (None, None, None, None)
    assert row.key == f"statement:{ID.lower()}"


@pytest.mark.parametrize("scaled", ["0.30", "1", "-1", "1.0", "0.12345678901234567890123"])
def test_a_score_keeps_every_digit(write: Write, scaled: str) -> None:
    row = only(write, json.dumps(SAID | {"result": {"score": {"scaled": 77}}}).replace("77", scaled))
    assert isinstance(row, StatementRow)
    assert str(row.scaled) == scaled


@pytest.mark.parametrize(
    ("actor", "key"),
    [
        ({"mbox": "mailto:Ann@X.example"}, "mailto:ann@x.example"),
        ({"mbox_sha1sum": "AB" * 20}, "sha1:" + "ab" * 20),
        ({"openid": "https://Ann.example/"}, "openid:https://Ann.example/"),
        ({"objectType": "Group", "mbox": "mailto:team@x.example"}, "mailto:team@x.example"),
    ],
)
def test_every_identifier_is_one_stable_key(write: Write, actor: dict[str, str], key: str) -> None:
    assert good(write, actor=actor).actor == key


def test_a_voiding_names_what_it_voids(write: Write) -> None:
    voided = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    row = good(write, verb=voided, object={"objectType": "StatementRef", "id": ID})
    assert (row.voided_id, row.object_type) == (ID.lower(), "StatementRef")
    assert code(only(write, SAID | {"verb": voided})) == "VOID_TARGET"


@pytest.mark.parametrize(
    ("segments", "length", "seconds", "share"),
    [
        ("0[.]10[,]5[.]20[,]30[.]40", "100", "30", "0.3000"),
        ("0[.]33.333", "100.0", "33.333", "0.3333"),
        ("0[.]150", "100", "100", "1.0000"),
        ("20[.]10[,]7", "100", "0", "0.0000"),
        ("0[.]10", None, "10", None),
        ("0[.]10", "0", "10", None),
        ("0[.]10", "1e999", "10", None),
        ("0[.]ten", "100", None, None),
        ("0[.]10[.]20", "100", None, None),
        ("", "100", "0", "0.0000"),
    ],
)
def test_watched_is_the_union_of_the_segments(
    write: Write, segments: str, length: str | None, seconds: str | None, share: str | None
) -> None:
    context = {"extensions": {LENGTH: 77}} if length else {}
    raw = json.dumps(SAID | {"result": {"extensions": {PLAYED: segments}}, "context": context})
    row = only(write, raw.replace("77", length or ""))
    assert isinstance(row, StatementRow)
    assert row.watched_seconds == (None if seconds is None else Decimal(seconds))
    assert (None if row.watched_share is None else str(row.watched_share)) == share


def changed(**more: Any) -> str:
    return json.dumps(SAID | more)


def deep(levels: int) -> str:
    return changed(x=0).replace('"x": 0', '"x": ' + '{"a":' * levels + "1" + "}" * levels)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("{", "JSON_BROKEN"),
        ("nonsense", "JSON_BROKEN"),
        ('{"a": 01}', "JSON_BROKEN"),
        ("12", "NOT_AN_OBJECT"),
        (changed(x=float("nan")), "JSON_BROKEN"),
        (changed(x=float("inf")), "JSON_BROKEN"),
        (changed(x=1)[:-1] + ', "x": 2}', "KEY_REPEATED"),
        (changed(x=1)[:-1] + ', "\\u0078": ":"}', "KEY_REPEATED"),
        (changed(x={"é": 1}, y="\\u003a").replace("{", '{"z" :{"a":1, "a"\t:2},', 1), "KEY_REPEATED"),
        (changed(x=1).replace('"x": 1', '"x": {"é": 1, "\\u00e9": "\\u003a"}'), "KEY_REPEATED"),
        (deep(64), "TOO_DEEP"),
        (deep(20_000), "LINE_TOO_LONG"),
        (deep(9_000), "TOO_DEEP"),
        (changed(x="y" * 70_000), "LINE_TOO_LONG"),
        (changed(x="\0"), "CHARACTERS"),
        (changed(x={"\0": 1}), "CHARACTERS"),
        (changed(x="\ud800"), "CHARACTERS"),
        (changed(x="\udfff!"), "CHARACTERS"),
        (changed(x=1).replace("1}", "9" * 5_000 + "}"), "JSON_BROKEN"),
        (changed(x=1).replace("1}", "1e99999999999999999999}"), "JSON_BROKEN"),
        (changed(actor=None), "ACTOR_MISSING"),
        (changed(actor={"name": "Ann"}), "ACTOR_BROKEN"),
        (changed(actor={"mbox": "ann@x.example"}), "ACTOR_BROKEN"),
        (changed(actor={"mbox": "mailto:a@b", "openid": "c"}), "ACTOR_BROKEN"),
        (changed(verb={}), "VERB_MISSING"),
        (changed(object=None), "OBJECT_MISSING"),
        (changed(object={"objectType": "SubStatement"}), "OBJECT_TYPE"),
        (changed(object={"objectType": ["Agent"]}), "OBJECT_TYPE"),
        (changed(timestamp=None), "TIMESTAMP_MISSING"),
        (changed(timestamp="2026-07-22T09:00:00"), "TIMESTAMP_BROKEN"),
        (changed(timestamp="2026-07-22T09:00:00-00:00"), "TIMESTAMP_BROKEN"),
        (changed(timestamp="2026-07-22"), "TIMESTAMP_BROKEN"),
        (changed(timestamp="2026-W30-3T09:00:00Z"), "TIMESTAMP_BROKEN"),
        (changed(timestamp="0000-01-01T00:00:00Z"), "TIMESTAMP_BROKEN"),
        (changed(timestamp="10000-01-01T00:00:00Z"), "TIMESTAMP_BROKEN"),
        (changed(timestamp="9999-12-31T23:59:59-08:00"), "TIME_OUT_OF_RANGE"),
        (changed(id="7"), "ID_BROKEN"),
        (changed(result=[]), "RESULT_BROKEN"),
        (changed(result={"completion": "yes"}), "RESULT_BROKEN"),
        (changed(result={"score": {"scaled": 1.01}}), "SCALED_BROKEN"),
        (changed(result={"score": {"scaled": True}}), "SCALED_BROKEN"),
        (changed(result={"duration": "1 hour"}), "DURATION_BROKEN"),
        (changed(result={"duration": "P1M"}), "DURATION_BROKEN"),
        (changed(result={"duration": "PT"}), "DURATION_BROKEN"),
        (changed(context={"extensions": 1}), "FIELD_BROKEN"),
        (changed(object={"id": "x" * 5_000}), "FIELD_TOO_LONG"),
    ],
)
def test_a_bad_statement_says_why_alone_and_in_an_array(write: Write, raw: str, why: str) -> None:
    assert [code(row) for row in rows(write(raw))] == [why]
    if why not in {"LINE_TOO_LONG", "JSON_BROKEN"}:
        ok = json.dumps(SAID)
        array = [code(row) for row in rows(write(f"[{ok},{raw},{ok}]"))]
        assert array == ["taken", why, "taken"]


@pytest.mark.parametrize("said", ["C:\\x", "\\u0000", 'a:b"c":', ":", "\u4e2d: \U0001f600", "\\\\", "\ufffd"])
def test_colons_backslashes_and_every_script_are_no_repeated_keys(write: Write, said: str) -> None:
    for ascii_only in (True, False):
        raw = json.dumps(SAID | {"x": {said: said}}, ensure_ascii=ascii_only)
        assert code(only(write, raw)) == "taken"


def test_depth_64_is_the_deepest_taken(write: Write) -> None:
    assert code(only(write, deep(63))) == "taken"
    assert code(only(write, changed(x="[" * 200))) == "taken"


def test_without_an_id_the_key_is_what_was_said(write: Write) -> None:
    event = "http://lrs.learninglocker.net/define/extensions/info"
    first = good(write)
    assert first.key == good(write, timestamp="2026-07-22T01:00:00.000Z", stored="x").key
    others = [
        good(write, timestamp="2026-07-22T09:00:01+08:00"),
        good(write, object={"id": "https://x.example/course/8"}),
        good(write, actor={"mbox": "mailto:ann@x.example"}),
        good(write, context={"extensions": {event: {"event_name": "\\mod_quiz\\event\\attempt_submitted"}}}),
    ]
    assert len({first.key, *(row.key for row in others)}) == 5


def test_damage_in_an_array_costs_one_statement_where_its_end_can_be_seen(write: Write) -> None:
    ok = json.dumps(SAID, indent=2)
    array = f"\ufeff [ {ok},{{'a': 1}},\n{ok} , {changed(x='y' * 70_000)}, {ok}]\n"
    assert [code(row) for row in rows(write(array))] == [
        "taken", "JSON_BROKEN", "taken", "STATEMENT_TOO_LARGE", "taken",
    ]  # fmt: skip
    assert [row.line for row in rows(write(array))] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("array", "found"),
    [
        ("[]", []),
        ("[ ]\n", []),
        ("[", ["ARRAY_BROKEN"]),
        ("[]x", ["ARRAY_BROKEN"]),
        ("[{}", ["ARRAY_BROKEN"]),
        ("[{},]", ["ACTOR_MISSING", "ARRAY_BROKEN"]),
        ("[{}]]", ["ACTOR_MISSING", "ARRAY_BROKEN"]),
        ("[{},{]", ["ACTOR_MISSING", "ARRAY_BROKEN"]),
        ("[1,{}]", ["NOT_AN_OBJECT", "ACTOR_MISSING"]),
    ],
)
def test_how_an_array_ends(write: Write, array: str, found: list[str]) -> None:
    assert [code(row) for row in rows(write(array))] == found


def test_a_long_array_is_read_in_pieces_and_like_its_lines(write: Write) -> None:
    said = [changed(timestamp=f"2026-07-22T09:{n // 60 % 60:02}:{n % 60:02}Z", x="y" * (n % 999)) for n in range(9_000)]
    said[4_000] = "{'a': 1}"
    lines = rows(write("\n".join(said), "lines.json.gz"))
    array = rows(write("[" + " ,\n".join(said) + "]", "array.json"))
    assert len(lines) == 9_000
    assert [row.line for row in array] == [row.line for row in lines]
    assert [code(row) for row in array] == [code(row) for row in lines]
    assert [row.raw for row in array] == [row.raw for row in lines]


def test_real_statements_are_all_taken(real: Callable[[str], Path]) -> None:
    found = rows(real("fun-mooc/statements.json.gz"))
    taken = [row for row in found if isinstance(row, StatementRow)]
    completed = [row for row in taken if row.verb.endswith("/completed")]
    shares = sorted(row.watched_share for row in completed if row.watched_share is not None)
    assert len(taken) == len(found) == len({row.key for row in taken}) == 22_000
    assert (len(completed), len({(row.actor, row.object_id) for row in completed})) == (636, 568)
    assert (len(shares), shares[318], shares[0] > Decimal("0.8")) == (636, Decimal("0.9983"), True)


def test_files_that_hold_no_json_are_unreadable(write: Write) -> None:
    for content, why in (
        (json.dumps(SAID).encode("utf-16"), "NOT_UTF8"),
        (b"PK\x03\x04", "XLSX_NOT_EXPECTED"),
    ):
        with pytest.raises(Unreadable) as refused:
            rows(write(content))
        assert refused.value.code == why
