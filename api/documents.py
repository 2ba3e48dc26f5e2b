"""Files for people: their forms, and what they are called."""

from enum import StrEnum
from re import sub


class Form(StrEnum):
    """A form for people."""

    XLSX = "xlsx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """What a browser knows it by."""
        if self is Form.PDF:
            return "application/pdf"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_name(kind: str, about: str, position: int, form: Form) -> str:
    """Name a file after what it is about, in letters that every file system has."""
    return f"{kind}-{sub('[^A-Za-z0-9._-]+', '-', about)[:80]}-at-{position}.{form}"
