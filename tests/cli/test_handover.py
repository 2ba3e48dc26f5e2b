"""Webhooks and payroll's lines as an operator has them: words in, exit code and text out."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.program import COMMAND, environment, merit, said
from handover.receiving import Receiver, eventually, receiving
from handover.scene import Scene

from projections.connecting import connected
from projections.follow import catch_up

URL = "https://payroll.example.com/merit"
ALLOWED = {"LEDGER_WEBHOOK_PLAIN": "true", "LEDGER_WEBHOOK_PRIVATE": "true"}


@pytest.fixture
def scene(ledger_database: str) -> Iterator[Scene]:
    with Scene.of(ledger_database) as made:
        yield made


def test_a_secret_is_printed_once_and_nowhere_else(ledger_database: str) -> None:
    added = merit("webhook", "add", "payroll", URL, "--type", "RedemptionFulfilled", url=ledger_database)
    assert (added.returncode, added.stdout[:6]) == (0, "whsec_")
    rotated = merit("webhook", "rotate", "payroll", "--overlap-hours", "1", url=ledger_database)
    assert rotated.stdout[:6] == "whsec_"
    assert rotated.stdout != added.stdout
    listed = merit("webhook", "list", "--json", url=ledger_database)
    (one,) = said(listed)
    assert (one["subscriber"], one["url"], one["types"]) == ("payroll", URL, ["RedemptionFulfilled"])
    for words in (("pause", "payroll"), ("resume", "payroll"), ("dead",), ("replay", "payroll"), ("remove", "payroll")):
        ran = merit("webhook", *words, url=ledger_database)
        assert ran.returncode == 0, ran.stderr
        assert "whsec_" not in ran.stdout + ran.stderr
    assert said(merit("webhook", "list", "--json", url=ledger_database)) == []


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("add", "payroll", "http://payroll.example.com/"), 1, "it is not https"),
        (("add", "payroll", "https://10.0.0.1/"), 1, "its address is private"),
        (("add", "payroll", "https://lin:secret@example.com/"), 1, "credentials"),
        (("add", "payroll", URL, "--type", "PointsEarned"), 1, "do not leave"),
        (("add", "payroll", URL, "--after", "1"), 1, "has not reached position 1"),
        (("add", "Two Words", URL), 2, "subscriber"),
        (("pause", "nobody"), 1, "nobody"),
        (("remove", "nobody"), 1, "nobody"),
        (("skip", "nobody", "1"), 1, "nobody"),
    ],
)
def test_what_cannot_be_is_refused_in_both_languages(
    ledger_database: str, words: tuple[str, ...], code: int, why: str
) -> None:
    ran = merit("webhook", *words, url=ledger_database)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert why in ran.stderr
    assert "lin:secret" not in ran.stderr
    if code == 1:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in ran.stderr)


def test_the_program_delivers_and_says_whether_it_is_at_work(scene: Scene, tmp_path: Path) -> None:
    assert merit("deliver", "--check", url=scene.url).returncode == 1
    log = tmp_path / "log"
    with receiving() as (told, port), log.open("wb") as lines:
        told.secret = merit(
            "webhook", "add", "payroll", f"http://127.0.0.1:{port}/", "--after", "0", url=scene.url, **ALLOWED
        ).stdout.strip()
        scene.redeem("E-1", "E-2")
        process = subprocess.Popen(
            [*COMMAND, "deliver"], env=environment(scene.url, **ALLOWED), stdout=lines, stderr=lines
        )
        try:
            eventually(lambda: len(told.accepted) == 2, 30)
            assert merit("deliver", "--check", url=scene.url).returncode == 0
        finally:
            os.kill(process.pid, signal.SIGTERM)
            assert process.wait(30) == 0
    assert "whsec_" not in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_receiver_that_settings_forbid_is_not_called(scene: Scene) -> None:
    """Somebody allowed it when it was subscribed; the sender has its own settings."""
    told = Receiver()
    with receiving(receiver=told) as (_, port):
        scene.subscribe(port)
        scene.redeem("E-1")
        with subprocess.Popen(
            [*COMMAND, "deliver"],
            env=environment(scene.url, LEDGER_WEBHOOK_PLAIN="true"),
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "cannot tell" in line)
            process.kill()
    assert "its address is private" in line
    assert told.heard == []


def test_payroll_s_lines_are_a_file_that_says_the_same_twice(scene: Scene, tmp_path: Path) -> None:
    scene.append(("RewardListed", {"reward": "LEAVE", "title": "假", "kind": "paid_leave", "price": 100, "stock": 5}))
    scene.append(
        ("RedemptionRequested", {"redemption": "R-1", "employee": "E-1", "reward": "LEAVE", "price": 100, "lots": []}),
        ("RedemptionFulfilled", {"redemption": "R-1", "employee": "E-1", "reward": "LEAVE", "price": 100}),
    )
    with connected(scene.url) as connection:
        catch_up(connection)
    span = ("--since", "2020-01-01", "--until", "2198-01-01")
    ran = merit("export", "paid-leave", *span, url=scene.url)
    heading, line = ran.stdout.splitlines()
    assert heading.split(",")[:5] == ["line", "employee", "days", "redemption", "reward"]
    assert line.split(",")[1:6] == ["E-1", "1", "R-1", "LEAVE", "given"]
    assert merit("export", "paid-leave", *span, url=scene.url).stdout == ran.stdout
    file = tmp_path / "leave.csv"
    assert merit("export", "paid-leave", *span, "--bom", "-o", str(file), url=scene.url).returncode == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + ran.stdout.encode()
    for since, until, code in (("2026-01-02", "2026-01-01", 1), ("2026-02-30", "2026-03-01", 2)):
        wrong = merit("export", "paid-leave", "--since", since, "--until", until, url=scene.url)
        assert (wrong.returncode, wrong.stdout) == (code, "")
