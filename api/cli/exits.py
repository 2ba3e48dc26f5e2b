"""The exit codes scripts can rely on, and how an example looks in a help text."""

DONE = 0
REFUSED = 1
USAGE = 2
UNAVAILABLE = 3


def examples(*lines: str) -> str:
    """Write examples for the end of a help text, a line each."""
    return "\n\n".join(["Examples:", *(f"  $ {line}" for line in lines)])
