"""Facts that may leave are delivered at least once, in the order of their subject, under one name for ever."""

import time
from datetime import timedelta
from typing import Any

import pytest
from handover.receiving import Receiver, receiving
from handover.scene import SOON, Scene, redemption

from api import subscribers
from ledger.refusals.handover import DeadLetterUnknown, SubscribersFull
from projections.handover.retrying import Patience

Listening = tuple[Receiver, int]


def test_what_may_leave_arrives_in_order_and_nothing_else_does(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    told.secret = scene.subscribe(port)
    scene.append(("PointsEarned", {"employee": "E-1", "lot": "l", "points": 5}), ("CheckedIn", {"employee": "E-1"}))
    scene.redeem("E-1", "E-2", "E-1")
    scene.deliver()
    assert told.order() == {"employee:E-1": [3, 5], "employee:E-2": [4]}
    assert (len(told.heard), told.forged) == (3, 0)
    assert scene.turn() is False
    assert (scene.known().position, scene.known().delivered, scene.known().behind) == (5, 3, 0)


def test_filters_by_type_branch_and_tag(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.append(("EmployeeJoined", {"employee": "E-1", "branch": "chengdu"}))
    scene.redeem("E-1", "E-2", reward="LEAVE")
    scene.append(("EmployeeMoved", {"employee": "E-1", "branch": "beijing"}))
    scene.append(("RedemptionFulfilled", redemption("E-1", "LEAVE")), ("RedemptionFulfilled", redemption("E-2")))
    wanted: dict[str, tuple[dict[str, Any], list[int]]] = {
        "fulfilled": ({"types": ("RedemptionFulfilled",)}, [5, 6]),
        "chengdu": ({"branches": ("chengdu",)}, [2]),
        "beijing": ({"branches": ("beijing", "xian")}, [5]),
        "leave": ({"tags": ("reward:LEAVE",)}, [2, 3, 5]),
        "late": ({"after": 3}, [5, 6]),
    }
    for name, (filters, positions) in wanted.items():
        told.heard.clear()
        scene.subscribe(port, name, **filters)
        scene.deliver(name)
        assert sorted(int(heard.event["position"]) for heard in told.heard) == positions, name


@pytest.mark.parametrize("status", [500, 404, 302, 199 + 300])
def test_a_subject_that_fails_waits_and_others_go_on(scene: Scene, receiver: Listening, status: int) -> None:
    told, port = receiver
    scene.subscribe(port)
    failing = True
    told.behave = lambda event: status if failing and event["subject"] == "employee:E-1" else 200
    scene.redeem("E-1", "E-2", "E-1", "E-2")
    scene.turn()
    assert told.order() == {"employee:E-2": [2, 4]}
    assert [(row[0], row[1]) for row in scene.undelivered()] == [(1, "waiting"), (3, "waiting")]
    scene.redeem("E-1", "E-3")
    scene.turn()
    assert told.order() == {"employee:E-2": [2, 4], "employee:E-3": [6]}
    failing = False
    scene.until(lambda: not scene.undelivered())
    assert told.order() == {"employee:E-2": [2, 4], "employee:E-3": [6], "employee:E-1": [1, 3, 5]}


def test_every_attempt_at_a_fact_has_the_same_name_and_its_own_time(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    told.secret = scene.subscribe(port)
    answers = iter([500, 503, 200])
    told.behave = lambda _: next(answers)
    scene.redeem("E-1")
    scene.until(lambda: len(told.accepted))
    assert [heard.status for heard in told.heard] == [500, 503, 200]
    assert len({heard.headers["webhook-id"] for heard in told.heard}) == 1
    assert len({heard.body for heard in told.heard}) == 1


def test_after_so_many_attempts_a_delivery_is_dead_until_it_is_replayed_or_skipped(
    scene: Scene, receiver: Listening
) -> None:
    told, port = receiver
    scene.subscribe(port)
    told.behave = lambda event: 500 if event["position"] == "1" else 200
    scene.redeem("E-1", "E-1")
    scene.until(lambda: scene.known().dead)
    (letter,) = subscribers.dead_letters(scene.office)
    assert (letter.position, letter.attempts, letter.status, letter.subject) == (1, SOON.attempts, 500, "employee:E-1")
    scene.redeem("E-1")
    scene.deliver()
    assert told.accepted == []  # what is later of that subject waits behind it
    assert subscribers.replay(scene.office, "payroll", None) == 1
    scene.until(lambda: scene.known().dead)
    subscribers.skip(scene.office, "payroll", 1)
    scene.until(lambda: len(told.accepted) == 2)
    assert told.order() == {"employee:E-1": [2, 3]}
    assert [row[1] for row in scene.undelivered()] == ["skipped"]
    with pytest.raises(DeadLetterUnknown):
        subscribers.skip(scene.office, "payroll", 2)


def test_one_sender_tells_so_many_subscribers_and_no_more(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribers, "SUBSCRIBERS_MAX", 1)
    scene.subscribe(1)
    with pytest.raises(SubscribersFull):
        scene.subscribe(1, "hr")
    assert [one.subscriber for one in subscribers.every(scene.office)] == ["payroll"]


def test_a_dead_letter_that_is_replayed_arrives_before_what_waited_behind_it(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.subscribe(port)
    told.behave = lambda _: 500
    scene.redeem("E-1", "E-1")
    scene.until(lambda: scene.known().dead)
    told.behave = lambda _: 200
    subscribers.replay(scene.office, "payroll", 1)
    scene.deliver()
    assert told.order() == {"employee:E-1": [1, 2]}


def test_a_receiver_that_is_away_gets_everything_when_it_is_back(scene: Scene) -> None:
    with receiving() as (told, port):
        told.secret = scene.subscribe(port)
    scene.redeem(*(f"E-{n % 300}" for n in range(600)))
    patient = Patience(first=0.01, longest=0.05, attempts=10_000)
    for _ in range(6):
        scene.turn(patience=patient)
    # It is not asked about everything it missed: so many subjects failing, nothing new is tried.
    assert len(scene.undelivered()) < 600
    with receiving(port, told):
        scene.until(lambda: len(told.accepted) >= 600)
    assert told.order() == {f"employee:E-{n}": [n + 1, n + 301] for n in range(300)}
    assert told.forged == 0


def test_a_receiver_that_asks_for_a_rest_is_left_alone(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.subscribe(port)
    rest: tuple[int, dict[str, str]] = 429, {"Retry-After": "1"}
    told.behave = lambda _: 200 if len(told.heard) else rest
    scene.redeem("E-1")
    scene.turn()
    asked_at = time.monotonic()
    scene.redeem("E-2")
    assert scene.turn() is False
    scene.until(lambda: len(told.accepted) == 2)
    assert time.monotonic() - asked_at >= 0.9


def test_a_receiver_that_is_gone_is_told_nothing_until_it_is_resumed(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.subscribe(port)
    told.behave = lambda _: 410
    scene.redeem("E-1", "E-2")
    scene.turn()
    assert (scene.known().because, scene.turn()) == ("GONE", None)
    told.behave = lambda _: 200
    subscribers.resume(scene.office, "payroll")
    scene.until(lambda: len(told.accepted) == 2)


def test_who_is_paused_is_told_later_and_who_is_removed_never(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.subscribe(port)
    subscribers.pause(scene.office, "payroll")
    scene.redeem("E-1")
    assert (scene.turn(), told.heard) == (None, [])
    subscribers.resume(scene.office, "payroll")
    scene.deliver()
    assert len(told.accepted) == 1
    subscribers.remove(scene.office, "payroll")
    scene.redeem("E-1")
    assert (scene.turn(), len(told.heard)) == (None, 1)


def test_two_secrets_sign_while_one_is_rotated(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    old = scene.subscribe(port)
    new = subscribers.rotate(scene.office, "payroll", timedelta(seconds=0.5))
    for number, secret in enumerate((old, new), 1):
        told.secret = secret
        scene.redeem("E-1")
        scene.until(lambda: len(told.accepted) == number)  # noqa: B023 - asked at once
    time.sleep(0.6)
    told.secret = old
    scene.redeem("E-1")
    scene.turn()
    assert (told.forged, len(told.accepted)) == (1, 2)


def test_a_bookmark_that_somebody_else_moved_is_not_moved_back(scene: Scene, receiver: Listening) -> None:
    told, port = receiver
    scene.subscribe(port)
    with scene.other_owner() as owner:

        def move(_: dict[str, Any]) -> int:
            owner.execute("update office.subscribers set position = 1")
            return 200

        told.behave = move
        scene.redeem("E-1")
        scene.redeem("E-2")
        scene.turn()
    told.behave = lambda _: 200
    assert scene.known().position == 1
    scene.deliver()
    assert told.order()["employee:E-2"] == [2]
    assert scene.known().position == 2
