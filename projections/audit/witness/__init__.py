"""Witnesses (C2SP tlog-witness): who cosigns a log's checkpoint only if the log was appended to and nothing else.

submission    a checkpoint and its proof as they are sent, and the cosignature that comes back
judging       the one question: whether this tree grew out of the one that was cosigned last
memory        what a witness remembers: one row a log
evidence      what it refused
cosigning     the witness
asking        the log's side: the witnesses of a policy, asked for their cosignatures
"""
