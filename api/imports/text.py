"""From bytes to numbered lines of text: which encoding, which lines, and none without bounds."""

import codecs
import io
from collections.abc import Iterable, Iterator

from api.imports.reasons import CHARACTERS, LINE_TOO_LONG, UNFIT
from api.imports.rows import Rejected

LINE_CAP = 64 * 1024
NumberedLine = tuple[int, str]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(head: bytes) -> str:
    """Guess the encoding from the first bytes: a mark, the pattern of zero bytes, or what decodes."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    return _unmarked_utf16(head) or ("utf-8" if _mostly_utf8(head) else "gb18030")


def _unmarked_utf16(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    # Tabs, digits and line ends leave one zero byte per character, always on the same side.
    enough = max(len(head) // 20, 1)
    if odd >= enough and even * 50 < odd:
        return "utf-16-le"
    if even >= enough and odd * 50 < even:
        return "utf-16-be"
    return None


def _mostly_utf8(head: bytes) -> bool:
    if head.isascii():
        return True
    # Without the end of the last line: the head may stop in the middle of a character.
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    broken = len(UNFIT.findall(text))
    # One spoilt byte in a UTF-8 file must not turn all its Chinese into other Chinese.
    return broken * 4 <= sum(not character.isascii() for character in text) - broken


def numbered_lines(chunks: Iterable[bytes], encoding: str) -> Iterator[NumberedLine | Rejected]:
    """Decode and cut into lines; a line beyond the cap is rejected without being held."""
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    inner = codecs.getincrementaldecoder(encoding)(errors)
    decoder = io.IncrementalNewlineDecoder(inner, translate=True)
    number, tail, skipping = 0, "", False
    for piece in _decoded(decoder, chunks):
        lines = (tail + piece).split("\n")
        tail = lines.pop()
        for line in lines:
            number += 1
            if skipping:
                skipping = False
            elif len(line) > LINE_CAP:
                yield LINE_TOO_LONG.reject(number, line)
            else:
                yield number, line
        if len(tail) > LINE_CAP:
            if not skipping:
                yield LINE_TOO_LONG.reject(number + 1, tail)
            skipping, tail = True, ""
    if tail and not skipping:
        yield number + 1, tail


def _decoded(decoder: io.IncrementalNewlineDecoder, chunks: Iterable[bytes]) -> Iterator[str]:
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def unfit(text: str) -> bool:
    """Tell whether the text lost characters in decoding or holds some that no database stores."""
    if text.isascii():
        return "\0" in text
    return "\ufffd" in text or UNFIT.search(text) is not None


def reject_unfit(line: NumberedLine) -> Rejected:
    """Reject a line for its characters."""
    return CHARACTERS.reject(*line)
