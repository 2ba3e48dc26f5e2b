"""A second copy of the log, elsewhere: what was signed and every fact under it (docs/copy.md)."""
