"""Ways to say no about files for people."""

from ledger.refusals.refused import Unacceptable


class DocumentTooLong(Unacceptable):
    """This file holds at most {limit} lines; ask for the workbook, for a lower branch or for JSON."""

    zh = "该文件最多 {limit} 行；请改用工作簿、下级分支机构或 JSON。"
