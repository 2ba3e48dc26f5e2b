"""The description of the interface is true: generated requests are answered as it says, and never with a 5xx."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from over_http.served import Served
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.http import create_app
from ledger.log.memory import MemoryLog
from ledger.writing import Ledger

DESCRIPTION = schemathesis.openapi.from_dict(create_app(Ledger(MemoryLog()), "").openapi())
# Thousands of cases at the boundaries, worked out by every worker before its first test: the soak asks them.
DESCRIPTION.config.phases.coverage.enabled = False
# What is well said may still be untrue: a 422 refusal of a command is an answer, not a mismatch.
NOT_PROMISED: list[Any] = [positive_data_acceptance]
CASES_A_ROUTE = 110


def ask(case: Case[Any], served: Served) -> int:
    host, port = served.address
    bearer = {"Authorization": f"Bearer {served.master}"}
    answer = case.call_and_validate(
        base_url=f"http://{host}:{port}", headers=bearer, excluded_checks=NOT_PROMISED, timeout=30
    )
    return answer.status_code


def test_every_shape_has_a_name_of_its_own() -> None:
    """Of two with the same name each is called by its module and a number, which changes from start to start."""
    assert [name for name in DESCRIPTION.raw_schema["components"]["schemas"] if "__" in name] == []


@DESCRIPTION.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_route_answers_as_described(case: Case[Any], served: Served) -> None:
    assert ask(case, served) < 500


@pytest.mark.soak
def test_generated_and_boundary_requests_break_nothing(served: Served, tmp_path: Path) -> None:
    host, port = served.address
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(served.app.openapi()), encoding="utf-8")
    order = [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(description), f"--url=http://{host}:{port}"),
        *("--phases=coverage,fuzzing", f"--max-examples={CASES_A_ROUTE}"),
        *("--exclude-checks", positive_data_acceptance.__name__, "--warnings=off", "--no-color"),
        *(f"--header=Authorization:Bearer {served.master}", "--request-timeout=30"),
    ]
    run = subprocess.run(order, capture_output=True, text=True, check=False, cwd=tmp_path)
    print(run.stdout)  # noqa: T201 - the figures are the point
    assert run.returncode == 0
    counted = re.search(r"(\d+) generated", run.stdout)
    assert counted
    assert int(counted[1]) >= 5000
