"""The growth file for people: as a workbook and in print, in Chinese, in English, in both."""

from collections.abc import Callable
from io import BytesIO

import psycopg
import pytest
from growth import scene
from openpyxl import load_workbook
from views.facts import JULY

from api import growth as growths
from api import people
from api.documents import Form
from ledger.refusals.documents import DocumentTooLong
from projections.documents.language import Language
from projections.growth.file import GrowthFile, growth
from projections.growth.report import parts

Learn = Callable[..., None]


@pytest.fixture
def made(application: psycopg.Connection, ledger_database: str, learn: Learn) -> GrowthFile:
    learn(*scene.lin())
    with psycopg.connect(ledger_database) as office:
        people.keep(office, [people.Person("lin", "=林小雨")])
    return growth(application, "lin", JULY)


def test_a_workbook_has_a_sheet_for_each_part_and_no_formula(made: GrowthFile) -> None:
    book = load_workbook(BytesIO(growths.document(made, Form.XLSX, "zh")))
    assert book.sheetnames == [
        *("概要", "经历", "各期学分", "应修依据", "类别要求"),
        *("必修课程期限", "学习记录", "学习曲线", "必修课程结业", "荣誉"),
    ]
    assert book["概要"]["B2"].value == "lin =林小雨"
    learnt = [tuple(cell.value for cell in row) for row in book["学习记录"].iter_rows()]
    assert learnt[0] == ("时间", "事实", "课程", "类别", "学分", "计入", "依据", "冲销")
    assert learnt[3][4:] == (15, 15, "+15.00：在线课程 X-1，课程 FIRE；90 分钟；依据政策 default/1。", "被冲销 #19")
    assert [row[1].value for row in book["荣誉"].iter_rows()] == ["荣誉", "学分达人", "年度学习之星"]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(("language", "titles"), [("zh", "经历"), ("en", "Career"), (None, "经历 Career")])
def test_every_label_speaks_the_language_that_was_asked_for(
    made: GrowthFile, language: Language | None, titles: str
) -> None:
    shown = [*parts(made, language)]
    assert shown[0].title == titles
    texts = [cell for part in shown for row in (part.rows[0],) for cell in row] + [part.title for part in shown]
    assert all(str(text).isascii() == (language == "en") for text in texts)
    said = str(shown[5].rows[1][6])
    assert ("在线课程" in said, "online course" in said) == (language != "en", language != "zh")


@pytest.mark.parametrize("language", ["zh", "en", None])
def test_print_is_the_same_bytes_for_the_same_file(made: GrowthFile, language: Language | None) -> None:
    first, again = (growths.document(made, Form.PDF, language) for _ in range(2))
    assert first.startswith(b"%PDF-1.")
    assert first == again


def test_print_has_an_end(made: GrowthFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growths, "PRINTED_MAX", 6)
    assert growths.document(made, Form.PDF, None)
    monkeypatch.setattr(growths, "PRINTED_MAX", 5)
    assert growths.document(made, Form.XLSX, None)
    with pytest.raises(DocumentTooLong):
        growths.document(made, Form.PDF, None)
