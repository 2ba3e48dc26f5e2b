"""The ledger put aside, and put back; what is put back is believed only when it leads to a root that was signed.

Nothing of it is in the way of a ledger that works.

    aside        a folder that has its name only when it is whole
    manifest     what a backup holds, and the digest of each file
    programs     pg_dump and pg_restore
    trees        a published log, copied as it was at one checkpoint
    making       a backup
    target       the database that is put back, which nobody works on until that is done
    witnessed    the newest checkpoint that somebody else has seen
    proving      what was put back against what was signed and seen
    completing   tags, proof, views: the end of both ways back
    restoring    a backup, put back
    source       the second copy, fact by fact
    rebuilding   a database made anew from the second copy

Whatever is refused is `BackupRefused`.
"""
