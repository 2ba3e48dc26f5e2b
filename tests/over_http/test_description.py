"""The description of the interface is true: generated requests are answered as it says, and never with a 5xx."""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from over_http.served import Served
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.http import create_app
from ledger.log.memory import MemoryLog
from ledger.writing import Ledger

DESCRIPTION = schemathesis.openapi.from_dict(create_app(Ledger(MemoryLog()), "").openapi())
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


@DESCRIPTION.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_route_answers_as_described(case: Case[Any], served: Served) -> None:
    assert ask(case, served) < 500


@pytest.mark.soak
def test_five_thousand_generated_requests_break_nothing(served: Served) -> None:
    statuses: Counter[int] = Counter()
    for described in DESCRIPTION.get_all_operations():
        operation: Any = described.ok()  # type: ignore[union-attr] # a description that is not valid raises here

        @given(case=operation.as_strategy())
        @settings(
            max_examples=CASES_A_ROUTE,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def generated(case: Case[Any]) -> None:
            statuses[ask(case, served)] += 1

        generated()
    print(f"{statuses.total()} cases: {dict(sorted(statuses.items()))}")  # noqa: T201 - the figure is the point
    assert statuses.total() >= 5000
    assert not any(status >= 500 for status in statuses)
