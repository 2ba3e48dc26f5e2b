"""The verifier as a script sees it: an exit code and one JSON object."""

import json
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from projections.audit.verifier.answers import INVALID, UNCHECKED, VALID
from projections.audit.verifier.command_line import main

VERDICTS = {"valid": VALID, "invalid": INVALID, "not checked": UNCHECKED}


def verify(*arguments: object) -> dict[str, Any]:
    """Run one check; what is said and the exit code must agree."""
    with redirect_stdout(StringIO()) as said:
        code = main([*map(str, arguments), "--json"])
    found: dict[str, Any] = json.loads(said.getvalue())
    assert VERDICTS[found["verdict"]] == code
    assert found["sentence"]
    return found
