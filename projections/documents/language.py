"""Documents speak Chinese, English, or both: a label is Chinese, a blank, English."""

from typing import Literal

Language = Literal["zh", "en"]


def label(text: str, language: Language | None) -> str:
    """Give the half of a label that is in a language, or all of it."""
    zh, _, en = text.partition(" ")
    return {"zh": zh, "en": en, None: text}[language]


def sentence(en: str, zh: str, language: Language | None) -> str:
    """Give a sentence in a language, or in both."""
    return {"zh": zh, "en": en, None: f"{zh}  {en}"}[language]
