"""From a decoded xAPI statement to a row: who, did what, to what, when, and with what outcome."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from api.imports import reasons_of_statements as reasons
from api.imports.delimited import FIELD_CAP
from api.imports.durations import iso_seconds
from api.imports.reasons import FIELD_TOO_LONG, TIME_OUT_OF_RANGE, Refused
from api.imports.rows import StatementRow
from api.imports.xapi_identities import actor, mapping, target, uuid

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
SEGMENTS = "https://w3id.org/xapi/video/extensions/played-segments"
LENGTH = "https://w3id.org/xapi/video/extensions/length"
EVENT = "http://lrs.learninglocker.net/define/extensions/info"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T").match
_NOTHING: dict[str, Any] = {}


def statement_row(line: int, raw: str, said: dict[str, Any]) -> StatementRow:
    """Check one statement and keep what matters of it."""
    who, account_name = actor(said.get("actor"), reasons.ACTOR_MISSING)
    verb = mapping(said.get("verb"), reasons.VERB_MISSING).get("id")
    if type(verb) is not str or not verb:
        raise Refused(reasons.VERB_MISSING)
    object_type, object_id = target(said.get("object"))
    if len(raw) > FIELD_CAP and max(len(who), len(verb), len(object_id)) > FIELD_CAP:
        raise Refused(FIELD_TOO_LONG)
    identity = said.get("id")
    result = said.get("result")
    context = said.get("context")
    outcome = _NOTHING if result is None else mapping(result, reasons.RESULT_BROKEN)
    around = _extensions(context)
    evidence = _extensions(result)
    segments = evidence.get(SEGMENTS)
    event = around.get(EVENT)
    event_name = event.get("event_name") if type(event) is dict else None
    return StatementRow(
        line,
        None if identity is None else uuid(identity, reasons.ID_BROKEN),
        who,
        account_name,
        verb,
        object_id,
        object_type,
        _timestamp(said.get("timestamp")),
        _flag(outcome, "completion"),
        _flag(outcome, "success"),
        _scaled(outcome["score"]) if "score" in outcome else None,
        _duration(outcome["duration"]) if "duration" in outcome else None,
        segments if type(segments) is str else None,
        None if segments is None else _number(around.get(LENGTH, evidence.get(LENGTH))),
        _voided(object_type, object_id) if verb == VOIDED else None,
        event_name if type(event_name) is str else None,
        raw,
    )


def _extensions(holder: Any) -> dict[str, Any]:  # noqa: ANN401  (JSON, as it came)
    if holder is None:
        return _NOTHING
    extensions = mapping(holder, reasons.FIELD_BROKEN).get("extensions")
    return _NOTHING if extensions is None else mapping(extensions, reasons.FIELD_BROKEN)


def _timestamp(value: object) -> datetime:
    if value is None:
        raise Refused(reasons.TIMESTAMP_MISSING)
    # fromisoformat takes week dates and days without an hour, which xAPI does not; it bars -00:00 as well.
    if type(value) is not str or not _DAY(value) or value.endswith(("-00:00", "-0000", "-00")):
        raise Refused(reasons.TIMESTAMP_BROKEN)
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise Refused(reasons.TIMESTAMP_BROKEN)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except ValueError as error:
        raise Refused(reasons.TIMESTAMP_BROKEN) from error
    except OverflowError as error:
        raise Refused(TIME_OUT_OF_RANGE) from error


def _flag(outcome: dict[str, Any], name: str) -> bool | None:
    value = outcome.get(name)
    if value is None or type(value) is bool:
        return value
    raise Refused(reasons.RESULT_BROKEN)


def _number(value: object) -> Decimal | None:
    return Decimal(value) if type(value) in {int, Decimal} else None  # type: ignore[arg-type] # the type is one of the two


def _scaled(score: object) -> Decimal | None:
    value = mapping(score, reasons.RESULT_BROKEN).get("scaled")
    if value is None:
        return None
    scaled = _number(value)
    if scaled is None or not -1 <= scaled <= 1:
        raise Refused(reasons.SCALED_BROKEN)
    return scaled


def _duration(value: object) -> int:
    seconds = iso_seconds(value) if type(value) is str else None
    if seconds is None:
        raise Refused(reasons.DURATION_BROKEN)
    return seconds


def _voided(object_type: str, object_id: str) -> str:
    if object_type != "StatementRef":
        raise Refused(reasons.VOID_TARGET)
    return object_id
