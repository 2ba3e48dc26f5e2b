"""Every answer has a sentence in both languages, and none lets a stranger write on the terminal."""

import re
from contextlib import redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from string import Formatter

import pytest

from projections.audit.verifier import words
from projections.audit.verifier.answers import valid
from projections.audit.verifier.showing import language_of, show
from projections.audit.verifier.words import SENTENCES

PACKAGE = Path(words.__file__).parent


def test_every_answer_has_its_sentence() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.glob("*.py"))
    given = re.findall(r'(?:valid|wrong|unchecked)\(\s*"(\w+)"(?: if .* else "(\w+)")?', sources)
    assert {code for codes in given for code in codes if code} == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_say_the_same(code: str) -> None:
    english, chinese = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in SENTENCES[code])
    assert english == chinese
    assert re.search("[一-鿿]", SENTENCES[code][1])


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_a_terminal_is_written_on_by_nobody_else() -> None:
    with redirect_stdout(StringIO()) as said:
        show(valid("credit", type="\x1b[2J", position=1, origin="o\n", size=1, data="\x07\u202e"), "en", as_json=False)
    assert all(line.isprintable() for line in said.getvalue().split("\n"))
    assert "\\u001b[2J" in said.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_a_terminal_that_lacks_letters(encoding: str) -> None:
    terminal = TextIOWrapper(BytesIO(), encoding)
    with redirect_stdout(terminal):
        show(valid("credit", type="é鿿", position=1, origin="o", size=1), "zh", as_json=False)
    terminal.flush()
    assert b"1" in terminal.buffer.getvalue()
