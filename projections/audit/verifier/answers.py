"""How a check ends: valid, invalid, or not checked at all."""

from typing import NamedTuple

VALID, INVALID, UNCHECKED = 0, 1, 2


class Answer(NamedTuple):
    """What was found; `outcome` is the exit code, `code` names the sentence in `words`."""

    outcome: int
    code: str
    details: dict[str, object]


class Stopped(Exception):  # noqa: N818 - an answer, not a bug
    """Nothing more needs to be looked at."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


def valid(code: str, **details: object) -> Answer:
    """It is as it should be."""
    return Answer(VALID, code, details)


def wrong(code: str, **details: object) -> Stopped:
    """It is not as it should be."""
    return Stopped(Answer(INVALID, code, details))


def unchecked(code: str, **details: object) -> Stopped:
    """What is needed to tell is not there."""
    return Stopped(Answer(UNCHECKED, code, details))
