"""The README tells the truth: its commands are run, and both languages show the same ones."""

import re
import shutil

import pytest
from transcript import READMES, ROOT, demo, masked, run, steps

ENGLISH, CHINESE = (readme.read_text() for readme in READMES)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def links(text: str) -> list[str]:
    """List where a README leads, but for the other language."""
    return sorted(name for name in LINK.findall(text) if not name.startswith("README"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's reader has curl; this machine has not")
def test_every_command_prints_what_the_readme_says() -> None:
    shown = steps(ENGLISH)
    with demo() as served:
        printed = run(served, [step.command for step in shown])
    assert [masked(output) for output in printed] == [masked(step.output) for step in shown]


def test_a_position_that_is_waited_for_was_answered_before() -> None:
    seen = ""
    for step in steps(ENGLISH):
        for position in re.findall(r"min_position=(\d+)", step.command):
            assert f'"position":{position},' in seen
        seen += step.output


def test_both_languages_show_the_same_transcripts_and_the_same_house() -> None:
    assert steps(ENGLISH) == steps(CHINESE)
    assert re.findall(r"^#+ ", ENGLISH, re.MULTILINE) == re.findall(r"^#+ ", CHINESE, re.MULTILINE)
    assert links(ENGLISH) == links(CHINESE)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_file_and_every_make_target_that_is_named_is_there(text: str) -> None:
    for name in LINK.findall(text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"`((?:ledger|projections|api|tests|docs|benchmarks)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"demo", "test", "check"} <= set(re.findall(r"\bmake ([a-z]+)", text)) <= set(targets)
