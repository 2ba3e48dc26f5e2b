"""Values that can be written in one way only, so that nobody can vary what was signed and still be believed."""

import re
from base64 import b64decode, b64encode

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import HASH_SIZE, SIZE_MAX

# Control characters but for the line feed; and halves of characters, which UTF-8 cannot write.
_UNWRITABLE = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def to_base64(content: bytes) -> str:
    """Write bytes."""
    return b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """Read bytes."""
    try:
        content = b64decode(text)
    except ValueError:
        content = None
    if content is None or to_base64(content) != text:
        raise Invalid("this is not base64 as it must be written")
    return content


def hash_from_base64(text: str) -> bytes:
    """Read a hash."""
    if len(found := from_base64(text)) != HASH_SIZE:
        raise Invalid("a hash has 32 bytes")
    return found


def from_decimal(text: str) -> int:
    """Read a count of leaves or seconds."""
    if not _DECIMAL.fullmatch(text) or (number := int(text)) > SIZE_MAX:
        raise Invalid("this is not a number as it must be written")
    return number


def text_of(content: bytes, limit: int) -> str:
    """Read lines: UTF-8 of bounded length, without control characters."""
    if len(content) > limit:
        raise Invalid(f"this is longer than {limit} bytes")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Invalid("this is not UTF-8") from None
    return check_lines(text)


def check_lines(text: str) -> str:
    """Give back a text that consists of whole lines and holds no control characters."""
    if not text.endswith("\n") or _UNWRITABLE.search(text):
        raise Invalid("this is not made of whole lines without control characters")
    return text


def utf8(text: str) -> bytes:
    """Write a text's bytes."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Invalid("half a character cannot be written") from None
