"""The sender and its receivers fail in every way: each event arrives at least once, in order, with one name."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from handover.receiving import Receiver, eventually, receiving
from handover.scene import Scene

TESTS = Path(__file__).parents[1]
PEOPLE = 20


@contextmanager
def sender(url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start one; however the spec ends, it is gone."""
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    process = subprocess.Popen(
        [sys.executable, str(TESTS / "handover" / "sender.py"), url],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def expected(scene: Scene) -> dict[str, list[int]]:
    """Every redemption of the log by person, in order."""
    by_person: dict[str, list[int]] = defaultdict(list)
    for fact in scene.log.about((), ("RedemptionRequested",), 0, 1_000_000):
        by_person[fact.tags[0]].append(fact.position)
    return dict(by_person)


def check(scene: Scene, told: Receiver) -> None:
    """Each event at least once, in the order of its subject, under one name."""
    assert told.order() == expected(scene)
    assert told.forged == 0
    names = defaultdict(set)
    for heard in told.heard:
        names[heard.event["position"]].add(heard.headers["webhook-id"])
    assert all(len(each) == 1 for each in names.values())
    assert len(set.union(*names.values())) == len(names)


def all_arrived(scene: Scene, told: Receiver) -> bool:
    return sum(map(len, told.order().values())) == scene.log.head()


def heard_more(told: Receiver, than: int) -> bool:
    return len(told.heard) > than


def kill_again_and_again(scene: Scene, rounds: int, seed: int) -> None:
    dice = random.Random(seed)
    with receiving() as (told, port):
        told.secret = scene.subscribe(port)
        told.behave = lambda _: 500 if dice.random() < 0.1 else 200
        for _ in range(rounds):
            with sender(scene.url) as process:
                before = len(told.heard)
                scene.redeem(*(f"E-{dice.randrange(PEOPLE)}" for _ in range(dice.randrange(40, 200))))
                eventually(partial(heard_more, told, before + dice.randrange(30)), 60)
                os.kill(process.pid, signal.SIGKILL)
        with sender(scene.url):
            eventually(lambda: all_arrived(scene, told), 120)
        check(scene, told)


def test_a_sender_that_is_killed_goes_on(scene: Scene) -> None:
    kill_again_and_again(scene, 2, seed=1)


@pytest.mark.soak
def test_a_sender_that_is_killed_a_hundred_times_goes_on(scene: Scene) -> None:
    kill_again_and_again(scene, 100, seed=2)


def test_of_two_senders_one_works_and_the_other_takes_over(scene: Scene) -> None:
    with receiving() as (told, port), ExitStack() as both:
        told.secret = scene.subscribe(port)
        first = both.enter_context(sender(scene.url))
        scene.redeem("E-1")
        eventually(lambda: all_arrived(scene, told), 60)
        both.enter_context(sender(scene.url))
        time.sleep(1.0)
        scene.redeem(*(f"E-{n}" for n in range(100)))
        eventually(lambda: all_arrived(scene, told), 60)
        assert len(told.heard) == scene.log.head()
        first.kill()
        scene.redeem("E-1", "E-2")
        eventually(lambda: all_arrived(scene, told), 60)
        check(scene, told)


def test_a_receiver_that_is_killed_slow_or_broken_holds_up_nobody_else(scene: Scene) -> None:
    well, slow, broken = Receiver(), Receiver(), Receiver()
    open_again = threading.Event()
    slow.behave = lambda _: (open_again.wait(5), 200)[1]
    broken.behave = lambda _: 200 if open_again.is_set() else 500
    with ExitStack() as stack:
        ports = [stack.enter_context(receiving(receiver=one))[1] for one in (well, slow, broken)]
        with receiving() as (killed, port):
            killed.secret = scene.subscribe(port, "killed")
        for name, one, at in zip(("well", "slow", "broken"), (well, slow, broken), ports, strict=True):
            one.secret = scene.subscribe(at, name)
        stack.enter_context(sender(scene.url))
        scene.redeem(*(f"E-{n % PEOPLE}" for n in range(200)))
        eventually(lambda: all_arrived(scene, well), 30)
        assert len(slow.accepted) < 200
        assert broken.accepted == killed.accepted == []
        open_again.set()
        with receiving(port, killed):
            for one in (slow, broken, killed):
                eventually(partial(all_arrived, scene, one), 60)
        for one in (well, slow, broken, killed):
            check(scene, one)


def test_a_fact_that_is_recorded_while_all_is_quiet_arrives_at_once(scene: Scene) -> None:
    with receiving() as (told, port), sender(scene.url):
        scene.subscribe(port)
        scene.redeem("E-1")
        eventually(lambda: all_arrived(scene, told), 60)
        took = []
        for _ in range(5):
            time.sleep(0.1)
            began = time.monotonic()
            scene.redeem("E-1")
            eventually(lambda: all_arrived(scene, told))
            took.append(time.monotonic() - began)
    assert sorted(took)[2] < 0.4, took
