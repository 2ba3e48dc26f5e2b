"""The one way a backup or a restore says no."""

from typing import NoReturn

from projections.audit.verifier.answers import Answer
from projections.audit.verifier.showing import said
from projections.audit.verifier.words import LANGUAGES


class BackupRefused(Exception):  # noqa: N818 - it is an answer to the operator, not a bug
    """Nothing was put in anybody's way; the message has a stable code and says why, in two languages."""

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(f"{code}: {en}\n{zh}")
        self.code = code


def refuse_found(code: str, answer: Answer, what: tuple[str, str]) -> NoReturn:
    """Say what the verifier found, of what."""
    en, zh = (f"{name}: {said(answer, language)}" for name, language in zip(what, LANGUAGES, strict=True))
    raise BackupRefused(code, en, zh)
