"""The mailer and its server are killed in every way: no letter is lost, and one that comes twice has one name."""

import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import pytest
from handover.receiving import eventually
from mail.scene import Scene, plain
from mail.serving import HOST, OK, MailServer, serving

from projections.mail import process

TESTS = Path(__file__).parents[1]


@contextmanager
def program(name: str, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start one of ours; however the spec ends, it is gone."""
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    process = subprocess.Popen(
        [sys.executable, str(TESTS / "mail" / name), *words],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def mailer(scene: Scene, port: int) -> AbstractContextManager["subprocess.Popen[bytes]"]:
    return program("mailer.py", scene.url, str(port))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def all_sent(scene: Scene, count: int) -> bool:
    return scene.states() == ["sent"] * count


def warn_many(scene: Scene, count: int) -> int:
    people = [f"e{number}" for number in range(20)]
    for person in people:
        scene.person(person)
    scene.warn(*(people[number % 20] for number in range(count)))
    return count


def the_mailer_is_killed(scene: Scene, rounds: int, seed: int) -> None:
    dice = random.Random(seed)
    server, wanted = MailServer(), 0

    def slowly(_: bytes) -> str:
        time.sleep(dice.uniform(0, 0.02))
        return OK

    server.on_data = slowly
    with serving(server) as port:
        for _ in range(rounds):
            with mailer(scene, port) as process:
                before = len(server.taken)
                wanted += warn_many(scene, dice.randrange(30, 90))
                more = dice.randrange(1, 25)
                eventually(partial(lambda least: len(server.taken) >= least, before + more), 60)
                process.kill()
        with mailer(scene, port):
            eventually(lambda: all_sent(scene, wanted), 120)
    assert len(server.ids) == wanted
    # At each kill one letter may have been under way.
    assert len(server.taken) - wanted <= rounds
    assert len(set(server.taken)) == wanted


def test_a_mailer_that_is_killed_goes_on(scene: Scene) -> None:
    the_mailer_is_killed(scene, 2, seed=1)


@pytest.mark.soak
def test_a_mailer_that_is_killed_sixty_times_goes_on(scene: Scene) -> None:
    the_mailer_is_killed(scene, 60, seed=2)


def the_server_is_killed(scene: Scene, folder: Path, rounds: int, seed: int) -> None:
    dice = random.Random(seed)
    port, kept = free_port(), folder / "kept"
    kept.touch()
    wanted = 0
    with mailer(scene, port):
        for _ in range(rounds):
            with program("server.py", str(port), str(kept)) as process:
                before = len(kept.read_text().split())
                wanted += warn_many(scene, 40)
                more = dice.randrange(1, 20)
                eventually(partial(lambda least: len(kept.read_text().split()) >= least, before + more), 60)
                process.kill()
        with program("server.py", str(port), str(kept)):
            eventually(lambda: all_sent(scene, wanted), 120)
    names = Counter(kept.read_text().split())
    assert len(names) == wanted
    # What was acknowledged is not sent again: at each kill one letter was between the file and the answer.
    assert names.total() - wanted <= rounds


def test_a_server_that_is_killed_in_the_middle_of_letters_gets_them_all(scene: Scene, tmp_path: Path) -> None:
    the_server_is_killed(scene, tmp_path, 2, seed=3)


@pytest.mark.soak
def test_a_server_that_is_killed_forty_times_gets_them_all(scene: Scene, tmp_path: Path) -> None:
    the_server_is_killed(scene, tmp_path, 40, seed=4)


def test_a_server_that_takes_a_letter_before_it_goes_away_again_is_asked_again_soon(
    scene: Scene, mail: tuple[MailServer, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    class EnoughError(Exception):
        pass

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise EnoughError

    pauses: list[float] = []
    server, port = mail
    answers = cycle([OK, "421 4.3.2 back soon"])
    server.on_mail = lambda: next(answers)
    warn_many(scene, 20)
    monkeypatch.setattr(process, "time", SimpleNamespace(sleep=pause))
    with pytest.raises(EnoughError):
        process.keep_mailing(scene.url, plain(port), lambda _: None)
    assert pauses == [process.FIRST_PAUSE] * 5
    assert scene.states().count("sent") == 5


def test_of_two_mailers_one_works_and_the_other_takes_over(scene: Scene) -> None:
    server = MailServer()
    with serving(server) as port, ExitStack() as both:
        first = both.enter_context(mailer(scene, port))
        told = warn_many(scene, 20)
        eventually(lambda: all_sent(scene, told), 60)
        both.enter_context(mailer(scene, port))
        time.sleep(1.0)
        warn_many(scene, 60)
        eventually(lambda: all_sent(scene, told + 60), 60)
        assert set(server.ids.values()) == {1}
        first.kill()
        warn_many(scene, 20)
        eventually(lambda: all_sent(scene, told + 80), 60)
    assert set(server.ids.values()) == {1}
