"""The view of policies: every version and its steps, as known at any moment."""

import hashlib
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import signing
from views.appending import append
from views.following import follow_to_the_head

from ledger import events as e
from ledger.log.log import Batch, Request
from ledger.log.stored import encode
from projections import policies
from projections.account.explaining import explain
from projections.account.statement import Ask

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
DOCUMENT = '{"learner":{"points_per_credit":2}}'
DIGEST = hashlib.sha256(DOCUMENT.encode()).hexdigest()


def draft(version: str, branch: str | None = None, document: str = DOCUMENT) -> e.Event:
    return e.PolicyDrafted(
        effective_at=NOW, version=version, branch=branch, document=document, digest=DIGEST, drafter="zhou"
    )


STEPS = [
    draft("company-1"),
    draft("SZ-1", "SZ"),
    e.PolicyPublished(effective_at=NOW, version="company-1", since="2026-04-01", publisher="qian"),
    e.PolicyWithdrawn(effective_at=NOW, version="SZ-1", withdrawer="wu"),
    e.PolicyRetired(effective_at=NOW, version="company-1", until="2026-07-01", retirer="wu", because="TRIAL_OVER"),
]


@pytest.fixture
def moments(log: psycopg.Connection, reader: psycopg.Connection) -> list[datetime]:
    """When each step was recorded, with the moment before the first."""
    recorded = []
    for step in STEPS:
        position = append(log, [step])
        row = log.execute("select recorded_at from ledger.events where position = %s", [position]).fetchone()
        assert row is not None
        recorded.append(row[0])
    follow_to_the_head(reader)
    return [recorded[0] - timedelta(microseconds=1), *recorded]


def states(reader: psycopg.Connection, known_at: datetime | None) -> list[tuple[str, str, str | None, str | None]]:
    found = policies.policies(reader, recorded_as_of=known_at)
    return [(one.version, one.state, one.since, one.until) for one in found]


def test_a_version_stands_as_it_was_known_at_a_moment(reader: psycopg.Connection, moments: list[datetime]) -> None:
    company, branch = ("company-1", "draft", None, None), ("SZ-1", "draft", None, None)
    published = ("company-1", "published", "2026-04-01", None)
    withdrawn = ("SZ-1", "withdrawn", None, None)
    retired = ("company-1", "retired", "2026-04-01", "2026-07-01")
    expected = [
        [],
        [company],
        [company, branch],
        [published, branch],
        [published, withdrawn],
        [retired, withdrawn],
    ]
    assert [states(reader, moment) for moment in moments] == expected
    assert states(reader, None) == expected[-1]


@pytest.mark.usefixtures("moments")
def test_versions_are_found_by_name_layer_and_state_and_page_by_page(reader: psycopg.Connection) -> None:
    def found(**filters: object) -> list[str]:
        return [one.version for one in policies.policies(reader, **filters)]  # type: ignore[arg-type]

    assert found(version="SZ-1") == found(branch="SZ") == found(state="withdrawn") == ["SZ-1"]
    assert found(position="RND") == []
    (first,) = policies.policies(reader, limit=1)
    assert (first.version, first.document, first.digest, first.drafter) == ("company-1", DOCUMENT, DIGEST, "zhou")
    assert found(after=first.drafted) == ["SZ-1"]
    assert policies.documents(reader)["SZ-1"] == {"learner": {"points_per_credit": 2}}


def earned(log: psycopg.Connection, activity: str, policy_version: str) -> None:
    lot = f"learning/{activity}"
    fact = e.PointsEarned(effective_at=NOW, employee="lin", lot=lot, source="learning", points=6, expires_at=None)
    asked = Request("tester", "r", None, policy_version=policy_version)
    signing.append(log, Batch(signing.NEWEST, (), [encode(fact, 1)], [asked]))


def test_an_explanation_names_the_number_of_the_layers_that_spoke(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    append(
        log, [draft("company-1"), draft("SZ-1", "SZ", '{"learner":{"points_per_credit":0}}'), draft("X-1", "X", "{}")]
    )
    told = {
        ("completion:c-1", "default-1"): 1,
        ("completion:c-2", "company-1"): 2,
        ("completion:c-3", "default-1+X-1"): 1,
        ("completion:c-4", "company-1+SZ-1"): 0,
        # Of a room full of people it is not known whose a branch's number is; where no branch has one, it is.
        ("session:S-5", "company-1+SZ-1"): None,
        ("session:S-6", "company-1+X-1"): 2,
        ("session:S-7", "company-9"): None,
    }
    for activity, version in told:
        earned(log, activity, version)
    follow_to_the_head(reader)
    terms = explain(reader, Ask("lin")).terms
    assert [term.value for term in terms] == list(told.values())
    assert terms[1].what.endswith("learner.points_per_credit = 2 of policy company-1.")
