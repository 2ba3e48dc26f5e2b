"""A year's end from a shell: looked at, begun, given up, closed by another, and carried over."""

from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from cli.program import merit, said
from views.appending import append
from views.facts import policy

from ledger import events as e

BEGINS, MARCH = datetime(2024, 12, 31, 16, tzinfo=UTC), datetime(2025, 3, 1, 2, tzinfo=UTC)
CARRY = '{"requirement":{"carry_over":{"maximum_credits":"30.00","periods":1}}}'


@pytest.fixture
def url(ledger_database: str) -> str:
    """Lin has 12.50 credits beyond those owed, Wu none at all; one session was never closed."""
    award = {"employee": "lin", "course": "FIRE", "activity": "completion:X", "kind": "required", "category": "special"}
    facts = [
        *policy(CARRY, since="2025-01-01"),
        *(e.EmployeeJoined(employee=who, branch="CD", effective_at=BEGINS) for who in ("lin", "wu")),
        e.CreditsAwarded.model_validate(
            {**award, "credits": Decimal("162.50"), "worth": Decimal("162.50"), "effective_at": MARCH}
        ),
        e.SessionScheduled(
            session="S-1",
            course="FIRE",
            branch="CD",
            mode="on_site",
            starts_at=MARCH,
            ends_at=MARCH,
            effective_at=MARCH,
        ),
    ]
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, facts)
    return ledger_database


def test_a_year_is_looked_at_begun_given_up_and_closed_by_another(url: str) -> None:
    seen = said(merit("period", "preview", "2025", "--json", url=url))
    assert (seen["stage"], seen["people"], seen["short"], seen["owed"]) == ("open", 2, 1, "300.00")
    assert (seen["carrying_people"], seen["carrying_credits"]) == (1, "12.50")
    assert seen["undone"] == [{"what": "session", "how_many": 1, "names": ["S-1"]}]
    assert [(one["of"], one["earned"]) for one in seen["categories"]] == [("required", "162.50"), ("special", "162.50")]
    assert merit("period", "close", "2025", "--by", "zhou", url=url).returncode == 0
    assert merit("period", "reopen", "2025", "--because", "TOO_EARLY", "--by", "zhou", url=url).returncode == 0
    assert merit("period", "close", "2025", "--by", "zhou", url=url).returncode == 0
    alone = merit("period", "seal", "2025", "--by", "zhou", url=url)
    assert (alone.returncode, "for themselves" in alone.stderr, "本人" in alone.stderr) == (1, True, True)
    sealed = said(merit("period", "seal", "2025", "--by", "qian", "--json", url=url))
    assert (sealed["people"], sealed["carried_people"], sealed["carried_credits"]) == (2, 1, "12.50")
    found = said(merit("explain", "lin", "--period", "2026", "--json", url=url))
    assert (found["carried_in"], found["carried"][0]["what_zh"]) == ("12.50", "+12.50：由 2025 结转；至 2026 有效。")
    table = merit("period", "preview", "2025", url=url)
    assert (table.returncode, "2025 (sealed)" in table.stdout, "未达标" in table.stdout) == (0, True, True)


@pytest.mark.parametrize(
    "words", [("close", "20x5"), ("close", "2025", "--because", "it is over"), ("preview", "1960")]
)
def test_what_is_no_year_or_no_reason_is_refused(url: str, words: tuple[str, ...]) -> None:
    assert merit("period", *words, url=url).returncode == 2


def test_what_was_owed_for_a_closed_year_stays_whatever_is_published_since(url: str) -> None:
    asked = ("requirement", "lin", "--period", "2025", "--json")
    before = said(merit(*asked, url=url))
    assert merit("period", "close", "2025", "--by", "zhou", url=url).returncode == 0
    assert merit("period", "seal", "2025", "--by", "qian", url=url).returncode == 0
    more = policy('{"requirement":{"credits":"200.00"}}', "company-2", since="2025-01-01")
    with psycopg.connect(url, autocommit=True) as log:
        append(log, more)
    after = said(merit(*asked, url=url))
    assert (after["credits"], after["terms"]) == (before["credits"], before["terms"])
    assert said(merit("requirement", "lin", "--period", "2026", "--json", url=url))["credits"] == "200.00"
