"""How people stand, and why, from a shell."""

from datetime import UTC, datetime

import psycopg
import pytest
from cli.program import merit, said
from views.appending import append

from ledger import events as e

NEW_YEAR, MARCH = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, 2, tzinfo=UTC)
RULES = (
    '{"requirement":{"credits":"100.00","categories":[{"of":"special","minimum_credits":"10.00",'
    '"maximum_credits":"30.00"},{"of":"required","minimum_credits":"40.00"}]}}'
)


@pytest.fixture
def url(ledger_database: str) -> str:
    """Lin, who has two required special courses, and Wu, who has nothing."""
    course = {"employee": "lin", "course": "FIRE", "minutes": 90, "kind": "required", "category": "special"}
    facts = [
        e.PolicyDrafted(version="company-1", document=RULES, digest="0" * 64, drafter="zhou", effective_at=MARCH),
        e.PolicyPublished(version="company-1", since="2026-01-01", publisher="qian", effective_at=MARCH),
        *(e.EmployeeJoined(employee=who, branch="CD", effective_at=NEW_YEAR) for who in ("lin", "wu")),
        *(
            e.CreditsAwarded.model_validate(
                {**course, "activity": name, "credits": worth, "worth": worth, "effective_at": MARCH}
            )
            for name, worth in (("session:S-1", "20.00"), ("completion:X-2", "15.00"))
        ),
    ]
    with psycopg.connect(ledger_database, autocommit=True) as log:
        append(log, facts)
    return ledger_database


def test_who_misses_most_comes_first_and_how_many_are_how_far(url: str) -> None:
    made = said(merit("compliance", "--branch", "CD", "--period", "2026", "--json", url=url))
    assert [(row["employee"], row["missing"]) for row in made["people"]] == [("wu", "100.00"), ("lin", "70.00")]
    assert (made["summary"]["people"], made["summary"]["shares"]) == (2, [1, 1, 0, 0, 0, 0])
    table = merit("compliance", "--period", "2026", url=url)
    assert table.returncode == 0
    assert "2 人 / people; 完成 / done 0" in table.stdout


def test_a_person_s_credits_are_explained_term_by_term(url: str) -> None:
    lines = merit("explain", "lin", "--period", "2026", url=url).stdout.splitlines()
    assert lines[2] == "= 100.00 owed"
    assert lines[5].endswith("其中计入 10.00：专门业务最多 30.00；依据政策 default/1。")
    assert lines[7] == "= 30.00 counted, of 35.00 earned and 0.00 carried in"
    assert lines[-1] == "100.00 owed, 30.00 count: 70.00 missing."
    early = said(merit("explain", "lin", "--period", "2026", "--as-of", "2026-02-28", "--json", url=url))
    assert (early["owed"], early["earned"]) == ("150.00", "0.00")
    assert merit("explain", "lin", "--period", "soon", url=url).returncode == 2
