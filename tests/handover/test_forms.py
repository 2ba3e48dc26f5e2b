"""What leaves the house has the forms of others: CloudEvents by its SDK, Standard Webhooks by its own verifier."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, get_args, get_origin

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from handover.receiving import Receiver
from handover.scene import Scene
from standardwebhooks import Webhook, WebhookVerificationError

from ledger import events
from ledger.vocabulary import Text
from projections.handover import cloud_event
from projections.handover.leaving import LEAVING, TYPES
from projections.handover.retrying import Patience, retry_after
from projections.handover.signing import PREFIX, headers, new_secret

Listening = tuple[Receiver, int]
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def test_an_event_is_a_cloud_event_to_the_official_sdk(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.subscribe(port)
    scene.redeem("E-1")
    scene.turn()
    (heard,) = told.heard
    assert heard.headers["content-type"] == cloud_event.ONE
    event = from_structured_event(HTTPMessage(dict(heard.headers), heard.body), JSONFormat())
    (fact,) = scene.log.between(1, 1)
    assert event.get_specversion() == "1.0"
    assert event.get_type() == "merit.RedemptionRequested"
    assert event.get_subject() == "employee:E-1"
    assert event.get_time() == fact.effective_at
    assert event.get_id() == heard.headers["webhook-id"] == cloud_event.id_of(fact)
    assert event.get_source() == cloud_event.source_of(fact)
    assert event.get_extension("position") == "1"
    assert event.get_extension("schemaversion") == "1"
    assert datetime.fromisoformat(str(event.get_extension("recordedat"))) == fact.recorded_at


def test_the_data_is_byte_for_byte_what_was_stored_and_sealed(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.subscribe(port)
    scene.redeem("E-1")
    scene.turn()
    (fact,) = scene.log.between(1, 1)
    sent = told.heard[0].body.split(b',"data":', 1)[1][:-1]
    assert sha256(sent).digest() == sha256(fact.data.encode()).digest()


def test_a_fact_in_another_one_s_place_has_another_name(scene: Scene) -> None:
    scene.redeem("E-1", "E-1")
    first, second = scene.log.between(1, 2)
    put_there = second._replace(position=first.position)
    assert cloud_event.id_of(first) == cloud_event.id_of(scene.log.between(1, 1)[0])
    assert cloud_event.id_of(put_there) != cloud_event.id_of(first)
    assert cloud_event.id_of(first._replace(data=first.data + " ")) != cloud_event.id_of(first)


def test_a_signature_is_good_to_standard_webhooks_own_verifier_and_a_changed_body_is_not() -> None:
    secret, body = new_secret(), '{"给":1}'.encode()
    signed = headers("1-a", int(datetime.now(UTC).timestamp()), body, [new_secret(), secret])
    Webhook(secret).verify(body, signed)
    for changed in (
        (body + b" ", signed),
        (body, {**signed, "webhook-id": "1-b"}),
        (body, {**signed, "webhook-timestamp": str(int(signed["webhook-timestamp"]) + 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(*changed)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, signed)


def test_a_secret_is_random_and_says_what_it_is() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(secret.startswith(PREFIX) for secret in made)


def test_no_fact_that_leaves_holds_a_free_text() -> None:
    assert TYPES
    for fact in LEAVING:
        for name, field in fact.model_fields.items():
            said = (field.annotation, *field.metadata)
            assert not _holds_text(said), f"{fact.__name__}.{name}"
    assert _holds_text(
        (events.RewardListed.model_fields["title"].annotation, *events.RewardListed.model_fields["title"].metadata)
    )


def _holds_text(said: Any) -> bool:
    wanted = {id(part) for part in get_args(Text)[1:]}
    if isinstance(said, tuple):
        return any(_holds_text(part) for part in said)
    return id(said) in wanted or (get_origin(said) is not None and _holds_text(get_args(said)))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("99999999999", 86_400),
        ("Sun, 22 Nov 2026 07:02:00 GMT", 120),
        ("Sun, 22 Nov 2020 07:02:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nonsense_is_no_wish(said: str | None, seconds: int | None) -> None:
    assert retry_after(said, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


def test_pauses_double_up_to_the_longest_and_lie_in_their_upper_half() -> None:
    patience = Patience()
    for attempts, whole in ((1, 5), (2, 10), (8, 640), (13, 20_480), (14, 21_600), (20, 21_600)):
        pauses = [patience.pause(attempts).total_seconds() for _ in range(200)]
        assert whole / 2 <= min(pauses) < max(pauses) <= whole
    together = sum(patience.pause(attempts).total_seconds() for attempts in range(1, patience.attempts))
    assert 0.9 * 86_400 < together < 3 * 86_400
