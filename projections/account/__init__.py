"""A person's account, as people and programs read it: what they had, what moved it and why, what they have.

    statement    opening, entries with what was there after each, closing, open lots, what lapses when
    explaining   one figure as a list of terms that add up to it, each with its fact, rule and policy version
    words        what an entry was, in Chinese and English
    workbook, printed   the statement for people

All of it is asked of the journal, so it answers as of both clocks.
"""
