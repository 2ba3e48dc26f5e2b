"""Answers on stdout, for people or as JSON, and progress on stderr."""

import json
import os
import sys
import time
from collections.abc import Mapping

from projections.audit.verifier.answers import Answer
from projections.audit.verifier.words import LANGUAGES, VERDICTS, sentence

PROGRESS_SECONDS = 2.0


def language_of(environment: Mapping[str, str]) -> str:
    """Choose Chinese where the environment speaks it."""
    spoken = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if spoken.lower().startswith("zh") else "en"


def show(answer: Answer, language: str, *, as_json: bool) -> None:
    """Print an answer, to a reader who may have gone."""
    try:
        _show(answer, language, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left goes nowhere, so that Python does not try it again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def said(answer: Answer, language: str) -> str:
    """Give an answer's sentence."""
    return sentence(answer.code, language, {name: _plain(value) for name, value in answer.details.items()})


def _show(answer: Answer, language: str, *, as_json: bool) -> None:
    """For scripts everything, for people a sentence and the facts, if any."""
    verdict, told = VERDICTS[answer.outcome], said(answer, language)
    if as_json:
        found = {"verdict": verdict[0].lower(), "code": answer.code, **answer.details, "sentence": told}
        _print(json.dumps(found))
        return
    _print(f"{verdict[LANGUAGES.index(language)]}  {told}")
    facts = answer.details.get("facts")
    for fact in facts if isinstance(facts, list) else []:
        _print("  ".join(_plain(fact[name]) for name in ("position", "effective_at", "type", "data_sha256")))
    if data := answer.details.get("data"):
        _print(_plain(data))


class Counting:
    """Says on stderr how far a long check has come."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Say it, not too often."""
        now = time.monotonic()
        if now - self._said >= PROGRESS_SECONDS:
            self._said = now
            print(f"{done:,} / {of:,}", file=sys.stderr)  # noqa: T201 - progress is for people


def _plain(value: object) -> str:
    """Write a value that others chose in letters a terminal takes for nothing else."""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else "-" if value is None else str(value)
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def _print(line: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding))  # noqa: T201 - a program's answer
