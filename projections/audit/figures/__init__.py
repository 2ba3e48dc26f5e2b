"""What facts add up to, worked out from the facts alone: the same figures for the ledger and for its auditors.

Pure, like the core beside it: texts in, numbers out. It goes into the auditors' verifier, so it knows nothing of the
views, which reach the same figures in SQL; a test holds the two together.

    data        a fact's stored text, read without believing it
    movements   what a fact moves, as legs of double entry
    balance     what a person has, by state
    totals      control totals of a day and of all days
    year        one person's year, as a leaf of a period's tree
    year_proof  that leaf on its way to the sealed log, in one file
    report      a statement with its facts, in one file
"""
