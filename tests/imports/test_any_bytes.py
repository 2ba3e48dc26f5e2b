"""Whatever a file holds, a reader rejects rows or the file, and raises nothing else."""

import gzip
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.imports import Limits, Rejected, Unreadable, read_attendance, read_results, read_statements

from .test_layouts import DINGTALK, TEAMS, TEAMS_JOINS, WECOM, ZOOM_BLOCK, ZOOM_JOINS
from .test_results import HEADER
from .test_statements import ID, SAID

Write = Callable[..., Path]
Read = Callable[[Path], Iterable[object]]

ZONE = ZoneInfo("Europe/Paris")


def sheet(rows: Iterable[Iterable[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def attendance(path: Path, limits: Limits | None = None) -> list[object]:
    with read_attendance(path, zone=ZONE, limits=limits or Limits()) as reading:
        return list(reading)


def results(path: Path, limits: Limits | None = None) -> list[object]:
    with read_results(path, limits=limits or Limits()) as reading:
        return list(reading)


def statements(path: Path, limits: Limits | None = None) -> list[object]:
    with read_statements(path, limits=limits or Limits()) as reading:
        return list(reading)


READERS: list[Read] = [attendance, results, statements]
RESULTS = HEADER + '1752,11391,18,False,78\n"1752",11391,2026-07-22,1,78.5\n'
SAID_TWICE = json.dumps(SAID | {"id": ID, "result": {"duration": "PT1M", "score": {"scaled": 0.5}}})
VALID = [
    (ZOOM_BLOCK + ZOOM_JOINS).encode(),
    (TEAMS + TEAMS_JOINS).encode("utf-16"),
    DINGTALK.encode("gbk"),
    RESULTS.encode(),
    f"{SAID_TWICE}\n{SAID_TWICE}\n".encode(),
    f"[{SAID_TWICE},{SAID_TWICE}]".encode(),
    gzip.compress(RESULTS.encode(), mtime=0),
    sheet(WECOM),
    sheet(line.split(",") for line in RESULTS.splitlines()),
]


def survives(content: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        for read in READERS:
            try:
                rows = list(read(Path(file.name)))
            except Unreadable:
                continue
            for row in rows:
                row.key if not isinstance(row, Rejected) else row.raw.encode()  # type: ignore[attr-defined]


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=300))
def test_random_bytes(content: bytes) -> None:
    survives(content)


@settings(max_examples=100, deadline=None)
@given(
    text=st.text(st.sampled_from('{}[]",:\\u0d8abe1\n\t \0é中\ufeff'), max_size=200),
    head=st.sampled_from(["", HEADER, "["]),
)
def test_text_of_the_marks_that_matter(text: str, head: str) -> None:
    survives((head + text).encode())


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.sampled_from(VALID), seed=st.integers(0, 2**32), edits=st.integers(1, 6))
def test_valid_files_with_accidents(content: bytes, seed: int, edits: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(content)
    for _ in range(edits):
        place = chance.randrange(len(damaged) + 1)
        match chance.randrange(4):
            case 0:
                damaged[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del damaged[place : place + chance.randrange(1, 40)]
            case 2:
                damaged[place:place] = chance.choice(
                    [b'"', b"\0", b"\n", b"\xff\xfe", b"[" * 99, b"9" * 99, b"\\u0000"]
                )
            case _:
                damaged[place:place] = damaged[: chance.randrange(60)]
    survives(bytes(damaged))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_workbooks_with_accidents_inside(seed: int) -> None:
    chance = random.Random(seed)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(chance.choice(VALID[-2:]))) as book, zipfile.ZipFile(out, "w") as copy:
        spoilt = chance.choice(book.namelist())
        for name in book.namelist():
            part = bytearray(book.read(name))
            for _ in range(3 if name == spoilt else 0):
                place = chance.randrange(len(part))
                part[place : place + chance.randrange(9)] = bytes(
                    chance.choices(b'<>/"=09rstcv&;', k=chance.randrange(9))
                )
            copy.writestr(name, bytes(part))
    survives(out.getvalue())


def code(read: Callable[[Path, Limits | None], object], path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        read(path, limits)
    return refused.value.code


@pytest.mark.parametrize("read", [attendance, results, statements])
def test_a_file_beyond_its_bounds_is_not_read(write: Write, read: Callable[[Path, Limits | None], object]) -> None:
    plain = write(RESULTS, "plain.csv")
    assert code(read, plain, Limits(file=10)) == "FILE_TOO_LARGE"
    assert code(read, write(RESULTS, "packed.gz"), Limits(unpacked=10)) == "UNPACKS_TOO_LARGE"
    bomb = write(b"x" * 3_000_000, "bomb.gz")
    assert code(read, bomb, Limits(ratio_from=1_000)) == "UNPACKS_TOO_LARGE"
    cut = plain.with_suffix(".cut")
    cut.write_bytes(gzip.compress(RESULTS.encode())[:-9])
    assert code(read, cut) == "GZIP_BROKEN"


def test_a_workbook_is_weighed_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(VALID[-1])
    assert code(results, path, Limits(workbook=100)) == "XLSX_TOO_LARGE"
    assert code(results, path, Limits(workbook_entries=2)) == "XLSX_TOO_LARGE"
    assert code(results, path, Limits(workbook_file=100)) == "FILE_TOO_LARGE"
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet9.xml", b" " * 2_000_000)
    assert code(results, path) == "XLSX_TOO_LARGE"


def test_a_small_workbook_of_countless_elements_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<a/>" * 3_000_001)
    assert code(results, path) == "XLSX_TOO_LARGE"


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(io.BytesIO(VALID[-1])) as book, zipfile.ZipFile(path, "w") as copy:
        for name in book.namelist():
            part = book.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)
            copy.writestr(name, part)
    assert code(results, path) == "XLSX_SUSPICIOUS"


@pytest.mark.parametrize(
    ("fill", "why"),
    [
        (b"<row " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>", "XLSX_SUSPICIOUS"),
        (b"<!-- -->", "XLSX_SUSPICIOUS"),
        (b"<?a b?>", "XLSX_SUSPICIOUS"),
        (b"<row>\0</row>", "XLSX_SUSPICIOUS"),
        (b'<row r="1048576"/>', None),
        (b'<row r="99999999999"><c><v>1</v></c></row>', None),
    ],
)
def test_xml_made_to_exhaust_its_parser_is_not_opened(tmp_path: Path, fill: bytes, why: str | None) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(io.BytesIO(VALID[-1])) as book, zipfile.ZipFile(path, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, book.read(name).replace(b"</sheetData>", fill + b"</sheetData>"))
    if why:
        assert code(results, path) == why
    else:
        assert len(results(path)) == 2


def test_a_packed_workbook_reads_like_a_plain_one(write: Write) -> None:
    plain, packed = results(write(VALID[-1], "a.xlsx")), results(write(VALID[-1], "a.xlsx.gz"))
    assert plain == packed
    assert len(plain) == 2


def test_memory_stays_small_however_long_a_line_is(write: Write) -> None:
    long = b"[" + b"x" * 40_000_000
    for read, start in ((results, RESULTS.encode()), (statements, b"")):
        rows = list(read(write(start + b"a" * 40_000_000)))
        assert isinstance(rows[-1], Rejected)
        assert len(rows[-1].raw) <= 4_096
    assert len(statements(write(long))) == 1
