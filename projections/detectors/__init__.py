"""One file per suspicion. Each keeps what it needs to see and shows its findings as `flags`.

A detector is a view (`projections.view`) whose schema also holds an SQL view `flags` with the columns
id, rule, rule_version, severity, score, subjects, positions, raised_at, params; and a SENTENCE in two
languages that the params complete. A flag's id is made of the rule, its version and what is flagged, never
of positions, so that a replay finds the same flags. A flag is a question for people, never a verdict.
"""
