"""`merit-verify`: for an auditor who trusts neither us nor the database administrator.

`make verifier` packs this, `projections.audit.figures` and `projections.audit.tlog` into one file, which needs Python
and `cryptography`; only `db` needs psycopg. It never writes, and only `db` opens a connection.

    command_line   the commands and their options
    folder         a published log as files
    tree           the whole log, leaf by leaf up to the signed root
    credit, whole_log, account, database, comparing, year, report, totals   a command each
    vouched        that only trusted writers appended
    package        an evidence package; its parts: archive, manifest, scope, fact_lines, figures, custody, completeness
    one_way        JSON that can be written in one way only
    rows           the database's facts as leaves
    indexes        what the database derives from its facts for its own use
    answers        valid, invalid, could not check
    words          their sentences in English and Chinese
    showing        answers and progress, for people and for scripts
"""
