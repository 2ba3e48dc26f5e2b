"""Anchors: the log is dated by somebody else's clock, and says so itself."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from specs.spec import NOON, OPERATOR, fact, given

from ledger.decisions.record_anchor import RecordAnchor
from ledger.events import AnchorRecorded
from ledger.refusals.log import AnchorNotNewer
from ledger.refusals.requests import IdempotencyConflict

STAMP = "MIID"
ANCHOR = RecordAnchor(log="merit.example/log", size=100, root="ab" * 32, at=NOON, token=STAMP)


def test_a_time_stamp_is_recorded_with_the_authoritys_time() -> None:
    at = NOON - timedelta(seconds=3)
    given().when(ANCHOR.model_copy(update={"at": at})).then(
        fact(AnchorRecorded, log="merit.example/log", size=100, root="ab" * 32, token=STAMP, effective_at=at)
    )


def test_anchors_only_go_forward() -> None:
    spec = given(ANCHOR)
    for size in (1, 99, 100):
        again = ANCHOR.model_copy(update={"size": size})
        spec.when(again).refused(AnchorNotNewer, log="merit.example/log", anchored=100, size=size)
    spec.when(ANCHOR.model_copy(update={"size": 101})).then(fact(AnchorRecorded, size=101))


def test_each_log_is_anchored_by_itself() -> None:
    given(ANCHOR).when(ANCHOR.model_copy(update={"log": "other.example/log", "size": 5})).then(fact(AnchorRecorded))


def test_stamping_the_same_checkpoint_again_is_the_same_request() -> None:
    by = OPERATOR._replace(request="merit.example/log:100")
    spec = given(ANCHOR, by=by)
    spec.when(ANCHOR.model_copy(update={"token": "MIIE", "at": NOON + timedelta(days=1)}), by=by).then()
    with pytest.raises(IdempotencyConflict):
        spec.ledger.record(ANCHOR.model_copy(update={"root": "cd" * 32}), by)


def test_a_token_is_base64() -> None:
    for wrong in ("", "MII", "MII=M", "M===", "MIID\n", "MIID" * 6001):
        with pytest.raises(ValidationError):
            RecordAnchor.model_validate({**ANCHOR.model_dump(), "token": wrong})
