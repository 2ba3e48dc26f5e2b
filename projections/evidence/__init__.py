"""Evidence packages: one zip file that answers a question about the ledger and proves its answer.

    asking      what was asked, by whom and why
    preparing   the members and their manifest
    proving     facts out of the log, their proofs and the time stamp
    handing     the custody list, renewed whenever a package changes hands
    register    the packages that were ever prepared
    report, report_words, workbook, printed   what people read, in Chinese and English

What is written here is read by `projections.audit.verifier.package`, which auditors have without the rest.
"""
