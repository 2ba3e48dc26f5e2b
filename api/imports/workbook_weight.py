"""Weighing a workbook before it is opened: what its parts unpack to, and what they would cost its parser."""

import zipfile
from typing import IO

from api.imports.reasons import XLSX_SUSPICIOUS, XLSX_TOO_LARGE
from api.imports.source import CHUNK, MIB, Limits

# A part that is no sheet (strings, styles) is held in memory as a whole.
PART_CAP = 32 * MIB
# An XML element costs memory even when it is empty, so that 4 bytes of file may become 200 of memory.
TAGS_CAP = 3_000_000
RATIO_FROM = MIB

_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0")


def weigh(file: IO[bytes], limits: Limits) -> None:
    """Refuse a workbook that is heavier than its size on disk suggests."""
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > limits.workbook_entries:
            raise XLSX_TOO_LARGE.unreadable()
        if sum(entry.file_size for entry in entries) > limits.workbook:
            raise XLSX_TOO_LARGE.unreadable()
        for entry in entries:
            _weigh_entry(entry, limits)
            # Any part may be named as a sheet, so that its name says nothing about how it will be read.
            with archive.open(entry) as part:
                if part.read(64).lstrip().startswith(_XML_STARTS):
                    part.seek(0)
                    _weigh_xml(part)


def _weigh_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    # A zip file cannot understate a size: reading stops at the size it states.
    if entry.file_size > RATIO_FROM and entry.file_size > limits.ratio * entry.compress_size:
        raise XLSX_TOO_LARGE.unreadable()
    if not entry.filename.startswith("xl/worksheets/") and entry.file_size > PART_CAP:
        raise XLSX_TOO_LARGE.unreadable()


def _weigh_xml(part: IO[bytes]) -> None:
    tags = 0
    before = b""
    while chunk := part.read(CHUNK):
        # Only the declaration at the very start may begin like this.
        seen = before + chunk if tags else chunk.removeprefix(b"\xef\xbb\xbf").removeprefix(b"<?xml ")
        tags += chunk.count(b"<")
        if tags > TAGS_CAP:
            raise XLSX_TOO_LARGE.unreadable()
        # Older parsers go over an unfinished tag or comment again with every piece they are fed.
        endless = len(chunk) == CHUNK and b"<" not in chunk
        if endless or any(mark in seen for mark in (b"<?", b"<!", b"\0")):
            raise XLSX_SUSPICIOUS.unreadable()
        before = chunk[-1:]
