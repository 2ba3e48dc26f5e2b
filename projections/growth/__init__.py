"""A person's growth file (学习成长档案): where they were, what they owed and learnt, and what they made of it.

file       everything, as of both clocks: what `projections.compliance` says of every period since joining
career     where a person was, and as what
transcript every award and reversal, with its course and what it was taken back for
curve      credits that count, month by month, beside the straight line
honours    who is a learning star or a credit champion, by `ledger.honours`
report, report_words, workbook, printed   the file for people
"""
