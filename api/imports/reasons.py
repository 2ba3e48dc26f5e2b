"""Every reason for rejecting a row or a file, in both languages."""

import re
from typing import NamedTuple

from api.imports.rows import Rejected, Unreadable

RAW_SHOWN = 4_096
UNFIT = re.compile("[\0\ud800-\udfff]")


class Reason(NamedTuple):
    """Why something was not taken, once for programs and twice for people."""

    code: str
    en: str
    zh: str

    def reject(self, line: int, raw: str) -> Rejected:
        """Say it of one row, whose text is made safe to store and to show."""
        return Rejected(line, self.code, self.en, self.zh, UNFIT.sub("\ufffd", raw[:RAW_SHOWN]))

    def unreadable(self) -> Unreadable:
        """Say it of the whole file."""
        return Unreadable(self.code, self.en, self.zh)


class Refused(Exception):  # noqa: N818  (carries a reason, is no accident)
    """A row's reader gave up on the row."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


# Of a whole file
NO_FILE = Reason("NO_FILE", "the file cannot be opened", "无法打开文件")
FILE_EMPTY = Reason("FILE_EMPTY", "the file is empty", "文件为空")
FILE_TOO_LARGE = Reason("FILE_TOO_LARGE", "the file is larger than allowed", "文件超过大小上限")
UNPACKS_TOO_LARGE = Reason("UNPACKS_TOO_LARGE", "the file unpacks to more than allowed", "解压后的内容超过上限")
GZIP_BROKEN = Reason("GZIP_BROKEN", "the gzip file is damaged or cut off", "gzip 文件损坏或不完整")
XLSX_BROKEN = Reason("XLSX_BROKEN", "the workbook is damaged or not an XLSX file", "工作簿损坏或不是 XLSX 文件")
XLSX_TOO_LARGE = Reason("XLSX_TOO_LARGE", "the workbook unpacks to more than allowed", "工作簿解压后超过上限")
XLSX_SUSPICIOUS = Reason("XLSX_SUSPICIOUS", "the workbook holds XML that no spreadsheet writes", "工作簿含有异常的 XML")
XLSX_NOT_EXPECTED = Reason(
    "XLSX_NOT_EXPECTED", "statements come as JSON, not as a workbook", "学习记录应为 JSON，而不是工作簿"
)
LAYOUT_UNKNOWN = Reason(
    "LAYOUT_UNKNOWN",
    "the columns fit no known layout: `--help` says which are known",
    "列标题不符合任何已知格式：`--help` 列出已知的格式",
)
LAYOUT_NOT_OFFERED = Reason("LAYOUT_NOT_OFFERED", "there is no layout of this name", "没有此名称的格式")
ZONE_REQUIRED = Reason("ZONE_REQUIRED", "the times carry no time zone: name one", "时间未注明时区：请指定时区")
DATE_ORDER_REQUIRED = Reason(
    "DATE_ORDER_REQUIRED",
    "day and month cannot be told apart: name their order",
    "无法区分日和月：请指定日期顺序",
)
DATE_ORDER_MIXED = Reason("DATE_ORDER_MIXED", "the dates contradict each other's order", "日期的日月顺序互相矛盾")
TOO_MANY_ROWS = Reason("TOO_MANY_ROWS", "this layout has too many rows: split the file", "此格式行数过多：请拆分文件")
NOT_UTF8 = Reason("NOT_UTF8", "JSON must be UTF-8", "JSON 必须使用 UTF-8 编码")

# Of any row
CHARACTERS = Reason("CHARACTERS", "the row holds characters that cannot be stored", "该行含有无法存储的字符")
LINE_TOO_LONG = Reason("LINE_TOO_LONG", "the row is longer than 64 KB", "该行超过 64 KB")
FIELD_TOO_LONG = Reason("FIELD_TOO_LONG", "a field is longer than 4,096 characters", "某字段超过 4096 个字符")
QUOTES_BROKEN = Reason("QUOTES_BROKEN", "the quotation marks do not match", "引号不匹配")
FORMULA = Reason("FORMULA", "the row holds a formula, and formulas are not evaluated", "该行含有公式，公式不会被计算")
PERSON_MISSING = Reason("PERSON_MISSING", "the row names nobody", "该行没有人员")

# Of attendance
TIME_MISSING = Reason("TIME_MISSING", "the row has neither a time nor a duration", "该行既无时间也无时长")
TIME_UNREADABLE = Reason("TIME_UNREADABLE", "a time cannot be read", "时间无法识别")
TIME_WITHOUT_OFFSET = Reason("TIME_WITHOUT_OFFSET", "a time has no UTC offset", "时间缺少 UTC 偏移量")
TIME_OUT_OF_RANGE = Reason("TIME_OUT_OF_RANGE", "a time lies outside the calendar", "时间超出日历范围")
TIME_AMBIGUOUS = Reason(
    "TIME_AMBIGUOUS", "the clock showed this time twice when it was set back", "时钟回拨，该时间出现两次"
)
TIME_NONEXISTENT = Reason(
    "TIME_NONEXISTENT", "the clock never showed this time: it was set forward", "时钟拨快，该时间不存在"
)
LEFT_BEFORE_JOINED = Reason("LEFT_BEFORE_JOINED", "leaving lies before joining", "离开时间早于加入时间")
DURATION_UNREADABLE = Reason("DURATION_UNREADABLE", "the duration cannot be read", "时长无法识别")
WAITING_ROOM = Reason("WAITING_ROOM", "the person was only in the waiting room", "该人员仅在等候室")
NOT_PUNCHED = Reason("NOT_PUNCHED", "nobody punched: the row notes an absence", "未打卡：该行记录的是缺卡")

# Of adjustments
KIND_UNKNOWN = Reason("KIND_UNKNOWN", "the kind is none of grant, deduct and waive", "类型不是发放、扣减或豁免")
POINTS_UNREADABLE = Reason("POINTS_UNREADABLE", "the points are no whole number above 0", "积分不是大于 0 的整数")
REASON_MISSING = Reason("REASON_MISSING", "the row has no reason code", "该行没有原因代码")
NOTE_MISSING = Reason("NOTE_MISSING", "the row has no note", "该行没有说明")

# Of results
ASSESSMENT_MISSING = Reason("ASSESSMENT_MISSING", "the row names no assessment", "该行没有考核项目")
SUBMITTED_UNREADABLE = Reason(
    "SUBMITTED_UNREADABLE",
    "the submission is neither a day number nor an ISO date",
    "提交日期既非天数也非 ISO 日期",
)
BANKED_UNREADABLE = Reason(
    "BANKED_UNREADABLE", "whether the result was carried over is not clear", "无法判断成绩是否为结转"
)
SCORE_MISSING = Reason("SCORE_MISSING", "there is no score", "没有成绩")
SCORE_UNREADABLE = Reason("SCORE_UNREADABLE", "the score is not a plain decimal number", "成绩不是普通的十进制数")
SCORE_OUT_OF_RANGE = Reason("SCORE_OUT_OF_RANGE", "the score is not between 0 and 100", "成绩不在 0 到 100 之间")
